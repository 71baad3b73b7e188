// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.net.InetAddress;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.loadstar.slp.AttributeListExtension;
import org.loadstar.slp.Extension;
import org.loadstar.slp.SelectExtension;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SortExtension;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.Tn3270Template;

/**
 * How one search speaks to each directory agent: those that sort and select (RFC 3421) are asked
 * for the least loaded servers only. An agent that says so but drops such a request gets it again
 * without, and is remembered. Not for more than one thread.
 */
final class DirectoryDialect {
  private final KnownDirectories known;
  private final int leastLoaded;
  private final Consumer<String> notes;

  private final Set<Target> sorting = new HashSet<>();
  private final Set<Target> repeatedWithout = new HashSet<>();

  /**
   * The dialect of a search.
   *
   * @param leastLoaded how many servers an agent that can sort shall tell; 0 for all
   */
  DirectoryDialect(KnownDirectories known, int leastLoaded, Consumer<String> notes) {
    this.known = known;
    this.leastLoaded = leastLoaded;
    this.notes = notes;
  }

  /** What a request to the target carries besides; nothing where it is repeated. */
  List<Extension> extensions(Target target, boolean repeated) {
    if (repeated) {
      repeatedWithout.add(target);
      return List.of();
    }
    Topic topic = target.topic();
    boolean can =
        leastLoaded > 0
            && target.peer().directory()
            && topic.question() instanceof Question.Services services
            && services.described()
            && known.sorts(topic.version(), address(target));
    if (!can) {
      return List.of();
    }
    sorting.add(target);
    return List.of(
        new SortExtension(List.of(SortExtension.Key.least(Tn3270Template.LOAD))).toExtension(),
        new SelectExtension(leastLoaded).toExtension());
  }

  private static InetAddress address(Target target) {
    return target.peer().address().getAddress();
  }

  private void learn(Target target, UnaryOperator<KnownDirectories.Abilities> change) {
    if (target.peer().directory()) {
      known.learned(target.topic().version(), address(target), change);
    }
  }

  /** The agent does not understand the extensions of the request. */
  void refused(Target target) {
    learn(target, can -> can.mandatory(false));
  }

  void deafToStreams(Target target) {
    learn(target, can -> can.streams(false));
  }

  /** What an answer shows of the agent. */
  void answered(Target target, Lookup.How how, SlpMessage reply, Instant now) {
    learn(target, can -> can.answered(now));
    if (how == Lookup.How.STREAM) {
      learn(target, can -> can.streams(true));
    }
    if (reply instanceof SrvRply told && how != Lookup.How.PLAIN) {
      if (!told.urlEntries().isEmpty()
          && !told.header().has(SlpHeader.OVERFLOW) // lists are cut first
          && target.topic().version() == 2
          && target.topic().question() instanceof Question.Services s
          && s.described()) {
        boolean lists = !AttributeListExtension.of(told).isEmpty();
        learn(target, can -> can.attributeLists(lists));
      }
      selected(target, told);
    }
  }

  private void selected(Target target, SrvRply told) {
    Optional<Extension> select = told.header().extension(SelectExtension.ID);
    if (sorting.contains(target) && select.isPresent()) {
      learn(target, can -> can.mandatory(true));
      noteTotal(target, told, select.get());
    } else if (sorting.contains(target) && repeatedWithout.contains(target)) {
      learn(target, can -> can.mandatory(false));
    }
  }

  private void noteTotal(Target target, SrvRply told, Extension select) {
    try {
      int total = SelectExtension.parse(select).count();
      int kept = told.urlEntries().size();
      if (total > kept && !told.header().has(SlpHeader.OVERFLOW)) {
        notes.accept(
            target.peer().address()
                + " told the "
                + kept
                + " least loaded of "
                + total
                + " servers");
      }
    } catch (SlpException malformed) {
      // It told the servers; the number is for people only.
    }
  }
}
