// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.tracker;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import org.loadstar.api.distributor.ConnectionKey;

/** Keeps the newest of many connections. Not thread-safe. */
final class NewestFirst implements ConnectionTable.Visitor {
  /** Ages are counted from here on, so that none is below 0. */
  private static final int MEANWHILE = 1 << 24;

  private final Owners owners;
  private final String vip;
  private final String target;
  private final int limit;
  private final int now;

  /** The oldest first. */
  private final PriorityQueue<Row> kept =
      new PriorityQueue<>((one, other) -> Integer.compareUnsigned(other.age, one.age));

  private record Row(ConnectionKey key, Owner owner, int meta, int age) {}

  /**
   * Keeps nothing yet.
   *
   * @param vip the name of a distributed address, or empty for all
   * @param target the name of a target, or empty for all
   * @param arrivals how many there were so far; more may come meanwhile
   */
  NewestFirst(Owners owners, String vip, String target, int limit, int arrivals) {
    this.owners = owners;
    this.vip = vip;
    this.target = target;
    this.limit = limit;
    this.now = arrivals + MEANWHILE;
  }

  @Override
  public void entry(FourTuple key, int meta, int born) {
    Owner owner = owners.of(meta);
    if ((!vip.isEmpty() && !vip.equals(owner.vip.name))
        || (!target.isEmpty() && !target.equals(owner.target))) {
      return;
    }
    int age = now - born;
    if (kept.size() == limit) {
      Row oldest = kept.peek();
      if (oldest == null || Integer.compareUnsigned(oldest.age, age) <= 0) {
        return;
      }
      kept.poll();
    }
    kept.add(new Row(key.key(), owner, meta, age));
  }

  List<TrackedConnection> list() {
    List<Row> rows = new ArrayList<>(kept);
    rows.sort((one, other) -> Integer.compareUnsigned(one.age, other.age));
    return rows.stream().map(row -> row.owner.connection(row.key, row.meta)).toList();
  }
}
