// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.DirectoryTable;
import org.loadstar.slp.endpoint.SlpAnnouncement;
import org.loadstar.slp.endpoint.SlpEndpoint;
import org.loadstar.slp.endpoint.SlpListener;
import org.loadstar.slp.endpoint.SlpStatus;

/**
 * The lists that are kept up to date. While there is one, and directory agents may be discovered,
 * their advertisements are heard (RFC 2608 section 12.2.1). Thread-safe.
 */
final class Watches implements SlpListener, AutoCloseable {
  private final KnownDirectories known;
  private final Runnable changed;

  // Guarded by this.
  private final Set<WatchedList> watches = new HashSet<>();
  private boolean discover = true;
  private boolean closed;
  private @Nullable SlpEndpoint endpoint;
  private @Nullable SlpEndpoint heardBy;
  private SlpEndpoint.@Nullable Serving hearing;

  Watches(KnownDirectories known, Runnable changed) {
    this.known = known;
    this.changed = changed;
  }

  /** Begins; it is there until it is removed. After the end it is closed at once. */
  void add(WatchedList watch) {
    boolean late;
    synchronized (this) {
      late = closed;
      if (!late) {
        watches.add(watch);
      }
    }
    if (late) {
      watch.close();
    } else {
      listen();
      watch.search();
    }
  }

  void remove(WatchedList watch) {
    watch.close();
    synchronized (this) {
      watches.remove(watch);
    }
    listen();
  }

  /** Ends all, and those that are added later. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    all().forEach(this::remove);
  }

  synchronized List<WatchedList> all() {
    return List.copyOf(watches);
  }

  void endpoint(@Nullable SlpEndpoint next) {
    synchronized (this) {
      endpoint = next;
    }
    listen();
  }

  /** Whether directory agents may be discovered. */
  void discover(boolean allowed) {
    synchronized (this) {
      discover = allowed;
    }
    listen();
  }

  synchronized boolean discover() {
    return discover;
  }

  /** Opens or closes the ears, as it is needed now. */
  private void listen() {
    synchronized (this) {
      SlpEndpoint wanted = watches.isEmpty() || !discover ? null : endpoint;
      if (wanted != heardBy) {
        if (hearing != null) {
          hearing.close();
        }
        known.hearing(false);
        heardBy = wanted;
        hearing = wanted == null ? null : wanted.listen(this);
        known.hearing(wanted != null && wanted.status().hearing());
      }
    }
    changed.run();
  }

  @Override
  public void heard(SlpAnnouncement announcement) {
    DirectoryTable.News news =
        known.heard(announcement.advert(), announcement.sender().getAddress(), false);
    if (news == DirectoryTable.News.NEW
        || news == DirectoryTable.News.REBOOTED
        || news == DirectoryTable.News.GONE) {
      all().forEach(WatchedList::refresh);
      changed.run();
    }
  }

  @Override
  public void statusChanged(SlpStatus status) {
    known.hearing(status.hearing());
    changed.run();
  }
}
