// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.loadstar.launcher.configuration.ConfigurationGuard;
import org.loadstar.launcher.configuration.SlpConf;
import org.loadstar.shell.wire.JsonException;
import org.loadstar.shell.wire.Reply;
import org.loadstar.shell.wire.Request;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.service.cm.ConfigurationPlugin;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The OSGi framework with the assembled bundles, in this process. */
final class Container implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Container.class);
  private static final long STOP_MILLIS = 15_000;
  private static final int READY_MILLIS = 10_000;

  private final Framework framework;
  private final List<String> pids;

  private Container(Framework framework, List<String> pids) {
    this.framework = framework;
    this.pids = pids;
  }

  /**
   * Starts the framework and, if the configuration is right, every bundle.
   *
   * @param socket whether the control socket shall be opened
   * @throws UsageException if the configuration is wrong, or a bundle cannot be resolved or
   *     started, with its name and the reason
   */
  static Container start(Folders folders, boolean socket) throws IOException, UsageException {
    CompletableFuture<Configured> reading = Configured.reading(folders);
    Path storage = folders.data().resolve("storage-" + folders.framework());
    BundleCache cache = new BundleCache(storage, folders.home(), folders.bundles());
    Path store = folders.data().resolve("configuration");
    List<Path> initial = initial(folders, reading);
    AppliedFiles applied = new AppliedFiles(folders.data(), store, initial);
    if (applied.changed()) {
      Configured.right(reading); // a wrong one replaces nothing
      applied.forgetChanged();
    }
    Map<String, String> properties = properties(storage, store, initial);
    if (socket) {
      properties.put("loadstar.control.socket", folders.socket().toString());
    }
    if (cache.unusable() || applied.changed()) { // the Configurator's own memory is in there
      properties.put(
          Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
    }
    properties.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, String.valueOf(cache.beginning()));
    FrameworkFactory factory =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow(() -> new UsageException("no OSGi framework is on the class path"));
    Framework framework = factory.newFramework(properties);
    try {
      framework.init();
      FrameworkLog.listen(framework.getBundleContext(), folders.framework());
      cache.install(framework.getBundleContext());
      Configured configured = Configured.right(reading);
      framework
          .getBundleContext()
          .registerService(
              ConfigurationPlugin.class, new ConfigurationGuard(configured.rules()), null);
      framework.start();
      cache.startAll(framework.getBundleContext());
      applied.applied();
      return new Container(framework, configured.files().pids());
    } catch (BundleException e) {
      stop(framework);
      throw new UsageException("the framework does not start: " + e.getMessage());
    } catch (UsageException | IOException | RuntimeException e) {
      stop(framework);
      throw e;
    }
  }

  private static Map<String, String> properties(Path storage, Path store, List<Path> initial) {
    Map<String, String> properties = new HashMap<>();
    properties.put(Constants.FRAMEWORK_STORAGE, storage.toString());
    // The launcher's class path holds what its own logging and configuration check share with the
    // bundles.
    properties.put(
        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
        "org.slf4j;version=2.0.17,org.slf4j.event;version=2.0.17,org.slf4j.helpers;version=2.0.17,"
            + "org.slf4j.spi;version=2.0.17,org.osgi.service.cm;version=1.6.1");
    // Outside the framework's storage, so that it survives when that is made anew.
    properties.put("felix.cm.dir", store.toString());
    properties.put(
        "configurator.initial",
        initial.stream().map(file -> file.toUri().toString()).collect(Collectors.joining(",")));
    properties.put("gosh.args", "--nointeractive");
    return properties;
  }

  /**
   * What the Configurator reads: the user's files and, last, what an slp.conf makes of them, of
   * which is told what is not used.
   */
  private static List<Path> initial(Folders folders, CompletableFuture<Configured> reading)
      throws IOException, UsageException {
    List<Path> initial = new ArrayList<>(folders.configurationFiles());
    Path file = folders.slpConf();
    if (file != null) {
      Configured configured = Configured.right(reading);
      initial.add(folders.defaultsFile());
      Files.writeString(
          folders.defaultsFile(), configured.slpConf().json(configured.files().configurations()));
      for (SlpConf.Entry entry : configured.slpConf().entries()) {
        switch (entry.outcome()) {
          case USED, AS_IS -> LOG.info("{}", entry.in(file));
          case NOT_USED, WRONG -> LOG.warn("{}", entry.in(file));
        }
      }
    }
    return initial;
  }

  /** Waits until all that is configured listens; the reply tells what does not. */
  Reply ready() throws UsageException {
    List<String> args =
        Stream.concat(Stream.of(String.valueOf(READY_MILLIS)), pids.stream()).toList();
    return call(new Request("ready", args, false));
  }

  /** Starts what is left until the container is ready, on a thread of the framework. */
  void startRest() {
    framework.adapt(FrameworkStartLevel.class).setStartLevel(BundleCache.ALL);
  }

  /** Runs a command within this process. */
  Reply call(Request request) throws UsageException {
    BundleContext context = framework.getBundleContext();
    try {
      ServiceTracker<UnaryOperator<String>, UnaryOperator<String>> tracker =
          new ServiceTracker<>(
              context,
              context.createFilter(
                  "(&(objectClass=java.util.function.UnaryOperator)(loadstar.control=true))"),
              null);
      // all: Felix's framework does not see that this side shares Java's own classes with the shell
      tracker.open(true);
      try {
        UnaryOperator<String> commands = tracker.waitForService(READY_MILLIS);
        if (commands == null) {
          throw new UsageException("org.loadstar.shell offers no commands; see the log");
        }
        return Reply.parse(commands.apply(request.toLine()));
      } finally {
        tracker.close();
      }
    } catch (InvalidSyntaxException | JsonException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UsageException("interrupted");
    }
  }

  /** Waits until the framework has stopped. */
  void join() throws InterruptedException {
    framework.waitForStop(0);
  }

  /** Stops every bundle and the framework; bounded in time. */
  @Override
  public void close() {
    stop(framework);
  }

  private static void stop(Framework framework) {
    try {
      framework.stop();
      framework.waitForStop(STOP_MILLIS);
    } catch (BundleException e) {
      LOG.error("The framework does not stop", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
