// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Keeps the framework's storage in step with the assembled bundles. They are installed by
 * reference, once; a note beside the storage tells which files it was made from. Bundles that came
 * from elsewhere are left alone.
 */
final class BundleCache {
  private static final int REFRESH_SECONDS = 20;

  private final Path storage;
  private final Path note;
  private final String prefix;

  /** Size and time of each file, by its bundle's location. */
  private final Map<String, String> wanted = new TreeMap<>();

  private final Set<String> noted;

  /** What no listener and no command of the control socket needs: it starts after the rest. */
  private static final Pattern LATER =
      Pattern.compile(".*/org\\.apache\\.felix\\.(gogo|metatype).*");

  /** The start level of the framework with everything. */
  static final int ALL = 2;

  BundleCache(Path storage, Path home, List<Path> files) throws IOException {
    this.storage = storage;
    this.note = storage.resolveSibling(storage.getFileName() + ".bundles");
    this.prefix = "reference:file:" + home + "/";
    for (Path file : files) {
      wanted.put(
          "reference:file:" + file,
          Files.size(file) + " " + Files.getLastModifiedTime(file).toMillis());
    }
    this.noted = new HashSet<>(Files.exists(note) ? Files.readAllLines(note) : List.of());
  }

  private static String line(Map.Entry<String, String> file) {
    return file.getKey() + " " + file.getValue();
  }

  /** Whether the storage is missing, or was made from another assembled folder. */
  boolean unusable() {
    return !Files.isDirectory(storage) || noted.stream().noneMatch(l -> l.startsWith(prefix));
  }

  /**
   * The start level to begin with: what starts later has been seen to resolve, unless a file is
   * new.
   */
  int beginning() {
    Set<String> lines = new HashSet<>();
    wanted.entrySet().forEach(file -> lines.add(line(file)));
    return lines.equals(noted) ? ALL - 1 : ALL;
  }

  /** Brings the framework's bundles in step with the files. */
  void install(BundleContext context) throws BundleException, IOException {
    Map<String, Bundle> old = new HashMap<>();
    for (Bundle bundle : context.getBundles()) {
      if (bundle.getLocation().startsWith(prefix)) {
        old.put(bundle.getLocation(), bundle);
      }
    }
    for (Map.Entry<String, String> file : wanted.entrySet()) {
      Bundle bundle = old.remove(file.getKey());
      if (bundle == null) {
        Files.deleteIfExists(note);
        Bundle installed = context.installBundle(file.getKey());
        if (LATER.matcher(file.getKey()).matches()) {
          installed.adapt(BundleStartLevel.class).setStartLevel(ALL);
        }
      } else if (!noted.contains(line(file))) {
        Files.deleteIfExists(note);
        bundle.update();
      }
    }
    for (Bundle gone : old.values()) {
      Files.deleteIfExists(note);
      gone.uninstall();
    }
    if (!noted.isEmpty() && !Files.exists(note)) {
      refresh(context);
    }
  }

  /** Wires all bundles anew, so that one that was there before uses one that is new. */
  private static void refresh(BundleContext context) {
    List<Bundle> bundles = new ArrayList<>(List.of(context.getBundles()));
    Bundle framework = context.getBundle(0);
    bundles.remove(framework);
    CompletableFuture<FrameworkEvent> done = new CompletableFuture<>();
    framework.adapt(FrameworkWiring.class).refreshBundles(bundles, done::complete);
    done.orTimeout(REFRESH_SECONDS, TimeUnit.SECONDS).join();
  }

  /**
   * Starts what does not run yet.
   *
   * @throws UsageException if a bundle cannot be resolved or started; names each, and what it
   *     misses
   */
  void startAll(BundleContext context) throws UsageException, IOException {
    List<Bundle> bundles = new ArrayList<>();
    for (Bundle bundle : context.getBundles()) {
      boolean fragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
      if (bundle.getBundleId() != 0 && !fragment && bundle.getState() != Bundle.ACTIVE) {
        bundles.add(bundle);
      }
    }
    if (!bundles.isEmpty()) {
      context.getBundle(0).adapt(FrameworkWiring.class).resolveBundles(bundles);
    }
    StringBuilder faults = new StringBuilder();
    for (Bundle bundle : bundles) {
      try {
        bundle.start();
      } catch (BundleException e) {
        faults.append("\n  ").append(bundle.getSymbolicName()).append(": ").append(e.getMessage());
      }
    }
    if (!faults.isEmpty()) {
      throw new UsageException("the container does not start, these bundles do not:" + faults);
    }
    if (!Files.exists(note)) {
      Files.write(note, wanted.entrySet().stream().map(BundleCache::line).toList());
    }
  }
}
