// SPDX-License-Identifier: EPL-2.0
package org.loadstar.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.loadstar.shell.wire.JsonWriter;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * The assembled container's bundles in a framework in this process. The API's packages come from
 * the class path, so that its services can be used here.
 */
final class InProcess implements AutoCloseable {
  private static final Pattern EXPORT = Pattern.compile("([\\w.]+);version=\"[\\d.]+\"");
  private static final long WAIT_SECONDS = 30;

  private final Framework framework;

  private InProcess(Framework framework) {
    this.framework = framework;
  }

  /**
   * Starts the framework.
   *
   * @param root folder of the project
   * @param folder for the framework's own files
   * @param configuration by PID
   */
  static InProcess start(Path root, Path folder, Map<String, ?> configuration)
      throws IOException, BundleException {
    Path plugins = root.resolve("releng/container/target/loadstar/plugins");
    Files.createDirectories(folder);
    Framework framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow()
            .newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    folder.resolve("storage").toString(),
                    Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                    api(plugins)
                        + ",org.slf4j;version=2.0.17,org.slf4j.event;version=2.0.17"
                        + ",org.slf4j.helpers;version=2.0.17,org.slf4j.spi;version=2.0.17"
                        + ",org.osgi.service.cm;version=1.6.1",
                    "felix.cm.dir",
                    folder.resolve("cm").toString(),
                    "configurator.initial",
                    written(configuration, folder).toUri().toString(),
                    "gosh.args",
                    "--nointeractive"));
    InProcess container = new InProcess(framework);
    try {
      container.start(plugins);
      return container;
    } catch (IOException | BundleException failure) {
      container.close(); // whose threads would keep the process alive
      throw failure;
    }
  }

  private void start(Path plugins) throws IOException, BundleException {
    framework.init();
    List<Bundle> bundles = new ArrayList<>();
    try (var jars = Files.list(plugins)) {
      for (Path jar : jars.filter(f -> f.toString().endsWith(".jar")).sorted().toList()) {
        bundles.add(framework.getBundleContext().installBundle(jar.toUri().toString()));
      }
    }
    framework.start();
    for (Bundle bundle : bundles) {
      if (bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null) {
        bundle.start();
      }
    }
  }

  private static Path written(Map<String, ?> configuration, Path folder) throws IOException {
    Map<String, Object> told = new HashMap<>(configuration);
    told.put(":configurator:resource-version", 1);
    told.put(":configurator:symbolic-name", "benchmark");
    told.put(":configurator:version", "1.0.0");
    return Files.writeString(folder.resolve("benchmark.json"), JsonWriter.write(told));
  }

  /** The API's packages, in the versions of its bundle. */
  private static String api(Path plugins) throws IOException {
    try (JarFile jar = new JarFile(plugins.resolve("org.loadstar.api.jar").toFile())) {
      String exports = jar.getManifest().getMainAttributes().getValue(Constants.EXPORT_PACKAGE);
      return EXPORT
          .matcher(exports)
          .results()
          .map(MatchResult::group)
          .collect(Collectors.joining(","));
    }
  }

  /** A service, waited for. */
  <T> T service(Class<T> type) {
    BundleContext context = framework.getBundleContext();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (System.nanoTime() < end) {
      ServiceReference<T> reference = context.getServiceReference(type);
      T service = reference == null ? null : context.getService(reference);
      if (service != null) {
        return service;
      }
      Thread.onSpinWait();
    }
    throw new IllegalStateException(type + " does not come");
  }

  @Override
  public void close() throws IOException {
    try {
      framework.stop();
      framework.waitForStop(TimeUnit.SECONDS.toMillis(WAIT_SECONDS));
    } catch (BundleException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
