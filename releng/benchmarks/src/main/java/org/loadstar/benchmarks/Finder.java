// SPDX-License-Identifier: EPL-2.0
package org.loadstar.benchmarks;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.loadstar.shell.wire.JsonWriter;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * Our user agent, with the container's bundles in a framework in this process. Its API is called by
 * reflection, because the framework loads its classes.
 */
final class Finder implements AutoCloseable {
  private static final String API = "org.loadstar.api.discovery.";
  private static final long WAIT_SECONDS = 30;

  private final Framework framework;
  private final Object locator;
  private final Method find;
  private final Method types;
  private final Object anyServer;
  private final Object runtime;

  private Finder(Framework framework) throws ReflectiveOperationException {
    this.framework = framework;
    this.locator = service("ServerLocator");
    this.runtime = service("DiscoveryRuntime");
    Class<?> query = loader().loadClass(API + "ServerQuery");
    this.anyServer = query.getMethod("any").invoke(null);
    this.types =
        loader().loadClass(API + "ServiceFinder").getMethod("types", String.class, List.class);
    this.find = loader().loadClass(API + "ServerLocator").getMethod("find", query);
  }

  /**
   * Starts the framework.
   *
   * @param configuration by PID
   */
  static Finder start(Path root, Path folder, Map<String, ?> configuration) throws Exception {
    Files.createDirectories(folder);
    Map<String, Object> told = new HashMap<>(configuration);
    told.put(":configurator:resource-version", 1);
    told.put(":configurator:symbolic-name", "benchmark");
    told.put(":configurator:version", "1.0.0");
    Path file = folder.resolve("finder.json");
    Files.writeString(file, JsonWriter.write(told));
    Framework framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow()
            .newFramework(properties(folder, file));
    framework.init();
    List<Bundle> bundles = new ArrayList<>();
    try (var jars = Files.list(root.resolve("releng/container/target/loadstar/plugins"))) {
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
    return new Finder(framework);
  }

  private static Map<String, String> properties(Path folder, Path configuration) {
    return Map.of(
        Constants.FRAMEWORK_STORAGE,
        folder.resolve("storage").toString(),
        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
        "org.slf4j;version=2.0.17,org.slf4j.event;version=2.0.17,"
            + "org.slf4j.helpers;version=2.0.17,org.slf4j.spi;version=2.0.17,"
            + "org.osgi.service.cm;version=1.6.1",
        "felix.cm.dir",
        folder.resolve("cm").toString(),
        "configurator.initial",
        configuration.toUri().toString(),
        "gosh.args",
        "--nointeractive");
  }

  private ClassLoader loader() {
    return locator.getClass().getClassLoader();
  }

  private Object service(String name) {
    BundleContext context = framework.getBundleContext();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (System.nanoTime() < end) {
      ServiceReference<?> reference = context.getServiceReference(API + name);
      Object service = reference == null ? null : context.getService(reference);
      if (service != null) {
        return service;
      }
      Thread.onSpinWait();
    }
    throw new IllegalStateException(name + " does not come");
  }

  /** How many servers a search finds until its list is usable. */
  int find() throws Exception {
    CompletionStage<?> stage = (CompletionStage<?>) find.invoke(locator, anyServer);
    Object list = stage.toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
    return ((List<?>) list.getClass().getMethod("offers").invoke(list)).size();
  }

  /** Asks for the service types that there are, so that directory agents become known. */
  void types() throws Exception {
    CompletionStage<?> stage = (CompletionStage<?>) types.invoke(locator, null, List.of());
    stage.toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
  }

  /** The messages that searches have sent so far, by UDP and TCP. */
  long sent() throws ReflectiveOperationException {
    Object dto =
        loader().loadClass(API + "DiscoveryRuntime").getMethod("getRuntimeDTO").invoke(runtime);
    return dto.getClass().getField("packetsSent").getLong(dto);
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
