// SPDX-License-Identifier: EPL-2.0
package org.loadstar.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.loadstar.shell.wire.Reply;
import org.loadstar.shell.wire.Request;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * The assembled container's bundles in a framework within the test's process, so that a test can
 * stop and update them. The API's packages come from the test's class path, so that a test can use
 * the services.
 */
final class OwnFramework implements AutoCloseable {
  private static final Pattern EXPORT = Pattern.compile("([\\w.]+);version=\"[\\d.]+\"");

  private static final long STOP_MILLIS = 20_000;

  private final Remains remains;
  private final Framework framework;

  private OwnFramework(Remains remains, Framework framework) {
    this.remains = remains;
    this.framework = framework;
  }

  static OwnFramework start(Path storage) throws BundleException, IOException {
    Map<String, String> properties = new HashMap<>();
    properties.put(Constants.FRAMEWORK_STORAGE, storage.toString());
    properties.put(Constants.FRAMEWORK_BOOTDELEGATION, "");
    properties.put(
        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
        api()
            + ",org.osgi.service.cm;version=1.6.1"
            + ",org.slf4j;version=2.0.17,org.slf4j.event;version=2.0.17"
            + ",org.slf4j.helpers;version=2.0.17,org.slf4j.spi;version=2.0.17");
    properties.put("gosh.args", "--nointeractive");
    Remains remains = new Remains();
    Framework framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow()
            .newFramework(properties);
    framework.init();
    List<Bundle> bundles = new ArrayList<>();
    try (Stream<Path> jars = Files.list(ServerProcess.HOME.resolve("plugins"))) {
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
    return new OwnFramework(remains, framework);
  }

  /** The API's packages, in the versions of its bundle. */
  private static String api() throws IOException {
    try (JarFile jar =
        new JarFile(ServerProcess.HOME.resolve("plugins/org.loadstar.api.jar").toFile())) {
      String exports = jar.getManifest().getMainAttributes().getValue(Constants.EXPORT_PACKAGE);
      return EXPORT
          .matcher(exports)
          .results()
          .map(MatchResult::group)
          .collect(Collectors.joining(","));
    }
  }

  BundleContext context() {
    return framework.getBundleContext();
  }

  /** A service, waited for. */
  <T> T service(Class<T> type) {
    return Awaitility.await()
        .atMost(20, TimeUnit.SECONDS)
        .ignoreExceptions()
        .until(
            () -> {
              ServiceReference<T> reference = context().getServiceReference(type);
              return reference == null ? null : context().getService(reference);
            },
            found -> found != null);
  }

  /** Installs the bundle that a module of the build made; it is not started. */
  Bundle install(String module) throws BundleException, IOException {
    Path target = Path.of(System.getProperty("loadstar.root"), module, "target");
    try (Stream<Path> files = Files.list(target)) {
      Path jar =
          files.filter(f -> f.toString().endsWith("-SNAPSHOT.jar")).findFirst().orElseThrow();
      return context().installBundle(jar.toUri().toString());
    }
  }

  /** Wires a bundle anew, after what it imported from was uninstalled. */
  void refresh(Bundle bundle) {
    CompletableFuture<FrameworkEvent> done = new CompletableFuture<>();
    framework.adapt(FrameworkWiring.class).refreshBundles(List.of(bundle), done::complete);
    done.orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** Writes a configuration; a list is one of texts. */
  void configure(String pid, Map<String, Object> keys) throws IOException {
    ConfigurationAdmin admin = service(ConfigurationAdmin.class);
    int factory = pid.indexOf('~');
    Configuration configuration =
        factory < 0
            ? admin.getConfiguration(pid, "?")
            : admin.getFactoryConfiguration(
                pid.substring(0, factory), pid.substring(factory + 1), "?");
    Map<String, Object> plain = new HashMap<>();
    keys.forEach(
        (key, value) ->
            plain.put(key, value instanceof List<?> l ? l.toArray(String[]::new) : value));
    configuration.update(FrameworkUtil.asDictionary(plain));
  }

  /** Runs a command of the shell; what it prints. */
  @SuppressWarnings("unchecked")
  String command(String name, String... args) throws Exception {
    ServiceReference<?> reference =
        context().getServiceReferences((String) null, "(loadstar.control=true)")[0];
    UnaryOperator<String> commands = (UnaryOperator<String>) context().getService(reference);
    Reply reply = Reply.parse(commands.apply(new Request(name, List.of(args), false).toLine()));
    return reply.out() + reply.err();
  }

  /** Stops it; returns when it has stopped and neither a thread nor a socket is left of it. */
  @Override
  public void close() throws BundleException {
    framework.stop();
    try {
      assertEquals(FrameworkEvent.STOPPED, framework.waitForStop(STOP_MILLIS).getType());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while the framework stops", e);
    }
    remains.none();
  }
}
