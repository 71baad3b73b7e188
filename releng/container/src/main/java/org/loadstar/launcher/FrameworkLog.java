// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher;

import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogReaderService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings warnings and errors of the framework and of Declarative Services to the log. */
final class FrameworkLog {
  private static final Logger LOG = LoggerFactory.getLogger(FrameworkLog.class);

  private FrameworkLog() {}

  /** From now on; only Equinox has a log service of its own, whose classes are at hand here. */
  static void listen(BundleContext system, String framework) {
    system.addFrameworkListener(FrameworkLog::log);
    if (framework.equals("equinox")) {
      Service.listen(system);
    }
  }

  private static void log(FrameworkEvent event) {
    if (event.getType() == FrameworkEvent.ERROR) {
      LOG.error("Bundle {}", event.getBundle(), event.getThrowable());
    } else if (event.getType() == FrameworkEvent.WARNING) {
      LOG.warn("Bundle {}", event.getBundle(), event.getThrowable());
    }
  }

  /** Loaded with Equinox only. */
  private static final class Service {
    static void listen(BundleContext system) {
      ServiceReference<LogReaderService> reference =
          system.getServiceReference(LogReaderService.class);
      LogReaderService reader = reference == null ? null : system.getService(reference);
      if (reader != null) {
        reader.addLogListener(Service::log);
      }
    }

    private static void log(LogEntry entry) {
      // framework events are heard above
      if (!entry.getLoggerName().startsWith("Events.")) {
        Logger logger = LoggerFactory.getLogger(String.valueOf(entry.getBundle()));
        if (entry.getLogLevel() == LogLevel.ERROR) {
          logger.error(entry.getMessage(), entry.getException());
        } else if (entry.getLogLevel() == LogLevel.WARN) {
          logger.warn(entry.getMessage(), entry.getException());
        }
      }
    }
  }
}
