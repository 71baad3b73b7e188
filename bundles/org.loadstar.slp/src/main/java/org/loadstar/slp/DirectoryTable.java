// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The directory agents that a user or service agent knows (RFC 2165 section 15, RFC 2608 section
 * 12), from their advertisements and by configuration. Pure; not for more than one thread.
 *
 * <p>A directory agent is known by its version and by the address that its advertisement came from,
 * not by the URL in it: nobody can send requests to a third party, and agents exist whose URL is
 * wrong. At most {@link #MOST} are known beside the configured ones; the first ones stay, so that a
 * flood of forged advertisements replaces none of them.
 */
public final class DirectoryTable {
  /** The most directory agents that advertisements can add. */
  public static final int MOST = 16;

  /** Version 1 counts unsolicited advertisements; a stateless restart begins below this. */
  private static final int FIRST_STATEFUL = 0x100;

  /** What an advertisement changed. */
  public enum News {
    /** Nothing. */
    NONE,
    /** The agent was not known, or configured only and not heard of. */
    NEW,
    /** The agent lost its registrations: they must be made again. */
    REBOOTED,
    /** The agent is going down; a configured one stays known. */
    GONE,
    /** The table is full, or the advertisement tells an error or an earlier boot than known. */
    REFUSED
  }

  /**
   * A directory agent.
   *
   * @param version of SLP that it is spoken to in
   * @param address of the host
   * @param configured whether it is known by configuration; it stays then
   * @param heard whether an advertisement has told of it; else scopes and attributes are not known
   * @param scopes that it serves; {@link Scopes#NONE} where not known
   * @param attributeList of its advertisement
   * @param spis the list of security parameter indices that it can verify
   * @param boot its boot timestamp; in version 1 the last state counter that it told unasked
   */
  public record Directory(
      int version,
      InetAddress address,
      boolean configured,
      boolean heard,
      Scopes scopes,
      String attributeList,
      String spis,
      long boot) {
    /**
     * Whether it can be asked about one of the scopes; one not heard of is believed to, and one of
     * version 1 without scopes serves all (RFC 2165 section 16).
     */
    public boolean serves(Scopes wanted) {
      return !heard || unscoped() || scopes.intersects(wanted);
    }

    /** Whether it is of version 1 and has no scope: it takes services of all of them. */
    public boolean unscoped() {
      return heard && version == 1 && scopes.isEmpty();
    }
  }

  private record Key(int version, InetAddress address) {}

  private final Map<Key, Directory> known = new LinkedHashMap<>();

  /** Those configured are these, from now on; what was heard of them stays. */
  public void configure(int version, List<InetAddress> addresses) {
    known.replaceAll((key, d) -> key.version == version ? configured(d, false) : d);
    for (InetAddress address : addresses) {
      known.merge(
          new Key(version, address),
          new Directory(version, address, true, false, Scopes.NONE, "", "", 0),
          (old, fresh) -> configured(old, true));
    }
    known.values().removeIf(d -> !d.configured && !d.heard);
  }

  private static Directory configured(Directory d, boolean configured) {
    return new Directory(
        d.version, d.address, configured, d.heard, d.scopes, d.attributeList, d.spis, d.boot);
  }

  /**
   * An advertisement has come.
   *
   * @param solicited whether it answers a request of ours: it is believed then even where it tells
   *     an earlier boot than one that came unasked, which anybody can forge
   */
  public News heard(DAAdvert advert, InetAddress sender, boolean solicited) {
    int version = advert.header().version();
    Key key = new Key(version, sender);
    Directory old = known.get(key);
    if (!advert.error().ok()) {
      return News.REFUSED;
    }
    if (version != 1 && advert.bootTimestamp() == 0) {
      return gone(old);
    }
    if (old == null && known.values().stream().filter(d -> !d.configured).count() >= MOST) {
      return News.REFUSED;
    }
    Directory before = old != null && old.heard ? old : null;
    // In version 1 only what is not asked for bears the counter: an answer bears its request's XID.
    long counter = solicited ? (before == null ? 0 : before.boot) : advert.header().xid();
    long boot = version == 1 ? counter : advert.bootTimestamp();
    if (before != null && version != 1 && boot < before.boot && !solicited) {
      return News.REFUSED;
    }
    known.put(
        key,
        new Directory(
            version,
            sender,
            old != null && old.configured,
            true,
            advert.scopes(),
            advert.attributeList(),
            advert.spis(),
            boot));
    if (before == null) {
      return News.NEW;
    }
    // In version 1 the first advertisement after a start has 0, and no later one.
    boolean rebooted =
        version == 1
            ? !solicited && boot < FIRST_STATEFUL && (boot == 0 || boot < before.boot)
            : boot != before.boot;
    return rebooted ? News.REBOOTED : News.NONE;
  }

  private News gone(@Nullable Directory old) {
    if (old == null) {
      return News.NONE;
    }
    forget(old);
    return News.GONE;
  }

  /** The agent does not answer: it is known no longer, or by its configuration only. */
  public void forget(Directory directory) {
    Key key = new Key(directory.version, directory.address);
    Directory old = known.get(key);
    if (old != null && old.configured) {
      known.put(key, new Directory(old.version, old.address, true, false, Scopes.NONE, "", "", 0));
    } else {
      known.remove(key);
    }
  }

  /** All that are known, in the order in which they became known. */
  public List<Directory> all() {
    return List.copyOf(known.values());
  }

  /** Those that can be asked about one of the scopes. */
  public List<Directory> serving(Scopes scopes) {
    List<Directory> serving = new ArrayList<>();
    for (Directory directory : known.values()) {
      if (directory.serves(scopes)) {
        serving.add(directory);
      }
    }
    return serving;
  }
}
