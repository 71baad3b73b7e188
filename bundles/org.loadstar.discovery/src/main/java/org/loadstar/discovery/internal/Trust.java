// SPDX-License-Identifier: EPL-2.0
package org.loadstar.discovery.internal;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.loadstar.slp.AttrRply;
import org.loadstar.slp.AttributeListExtension;
import org.loadstar.slp.DAAdvert;
import org.loadstar.slp.Extension;
import org.loadstar.slp.KeyRing;
import org.loadstar.slp.Opaque;
import org.loadstar.slp.SignedContent;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.UrlEntry;

/**
 * Which advertisements are believed, by their authentication blocks (RFC 2165 section 4.3, RFC 2608
 * section 9.2). What is wrongly signed, or not any more, is never believed, except where nothing is
 * verified at all. Immutable; any thread.
 *
 * @param keys to verify with
 * @param clock for signatures that expire
 */
record Trust(Policy policy, KeyRing keys, Clock clock) {
  /** Nothing is verified. */
  static final Trust ALL =
      new Trust(Policy.OFF, KeyRing.EMPTY, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

  private static final List<String> NO_SPI = List.of("");

  /** What is done with advertisements. */
  enum Policy {
    /** Nothing is verified. */
    OFF,
    /** What is signed comes first. */
    PREFER,
    /** What is not signed does not count. */
    REQUIRE
  }

  private enum Verdict {
    GOOD,
    UNSIGNED,
    WRONG
  }

  boolean required() {
    return policy == Policy.REQUIRE;
  }

  /** Whether what is told in the version can count. */
  boolean hears(int version) {
    return !required() || keys.verifies(version);
  }

  /**
   * The security parameter indices with which a question is to be asked; an empty one is none. An
   * agent signs only where it is asked to, and says nothing where it cannot. Version 1 has none.
   */
  List<String> spis(int version, Question question) {
    if (version == 1 || policy == Policy.OFF || !isSignable(question)) {
      return NO_SPI;
    }
    List<String> known = keys.spis();
    if (required()) {
      return known;
    }
    return question instanceof Question.DirectoryAgents
        ? NO_SPI
        : Stream.concat(NO_SPI.stream(), known.stream()).toList();
  }

  /** Signed are URLs and whole attribute lists of one service, and who directory agents are. */
  private static boolean isSignable(Question question) {
    return question instanceof Question.Attributes a
        ? a.tags().isEmpty() && a.urlOrType().contains("://")
        : !(question instanceof Question.Types);
  }

  private Verdict verify(SignedContent content, List<Opaque> blocks) {
    if (policy == Policy.OFF || blocks.isEmpty()) {
      return Verdict.UNSIGNED;
    }
    SlpError error = keys.verify(content, blocks, clock.instant());
    if (error.equals(SlpError.AUTHENTICATION_UNKNOWN)) {
      return Verdict.UNSIGNED;
    }
    return error.ok() ? Verdict.GOOD : Verdict.WRONG;
  }

  private boolean counts(Verdict verdict) {
    return verdict == Verdict.GOOD || (verdict == Verdict.UNSIGNED && !required());
  }

  /** Whether a directory agent is one. Version 1 does not sign such advertisements. */
  boolean believes(DAAdvert advert) {
    boolean v1 = advert.header().version() == 1;
    return counts(
        v1 ? Verdict.UNSIGNED : verify(SignedContent.advert(advert), advert.authBlocks()));
  }

  /**
   * What of a reply counts. The authentication blocks that are left in it have been verified.
   *
   * @param question that is answered
   * @param who told it, for the notes
   * @param notes gets what does not count, and why
   */
  SlpMessage sift(SlpMessage reply, Question question, Object who, Consumer<String> notes) {
    if (reply instanceof SrvRply told) {
      return sift(told, who, notes);
    } else if (reply instanceof AttrRply told && isSignable(question)) {
      SignedContent content = SignedContent.attributes(told.header(), told.attributeList());
      Verdict verdict = verify(content, told.authBlocks());
      boolean cut = told.header().has(SlpHeader.OVERFLOW); // the rest, and the blocks, are to come
      if (counts(verdict) || told.attributeList().isEmpty() || !told.error().ok()) {
        return new AttrRply(
            told.header(), told.error(), told.attributeList(), left(verdict, told.authBlocks()));
      }
      if (!cut) {
        notes.accept(who + " told attributes " + why(verdict));
      }
      return new AttrRply(told.header(), told.error());
    }
    return reply;
  }

  private SrvRply sift(SrvRply told, Object who, Consumer<String> notes) {
    List<UrlEntry> entries = new ArrayList<>();
    for (UrlEntry entry : told.urlEntries()) {
      Verdict verdict = verify(SignedContent.url(told.header(), entry), entry.authBlocks());
      if (counts(verdict)) {
        boolean same = verdict == Verdict.GOOD || entry.authBlocks().isEmpty();
        entries.add(same ? entry : new UrlEntry(entry.lifetime(), entry.url()));
      } else {
        notes.accept(who + " told of " + entry.url() + " " + why(verdict));
      }
    }
    List<Extension> extensions = new ArrayList<>();
    for (Extension extension : told.header().extensions()) {
      try {
        AttributeListExtension list = AttributeListExtension.parse(extension);
        Verdict verdict =
            verify(
                SignedContent.attributes(told.header(), list.attributeList()), list.authBlocks());
        if (counts(verdict)) {
          boolean same = verdict == Verdict.GOOD || list.authBlocks().isEmpty();
          extensions.add(same ? extension : unsigned(list));
        } else {
          notes.accept(who + " told the attributes of " + list.url() + " " + why(verdict));
        }
      } catch (SlpException other) {
        extensions.add(extension);
      }
    }
    return new SrvRply(told.header().withExtensions(extensions), told.error(), entries);
  }

  private static Extension unsigned(AttributeListExtension list) {
    return new AttributeListExtension(list.url(), list.attributeList(), List.of()).toExtension();
  }

  private static List<Opaque> left(Verdict verdict, List<Opaque> blocks) {
    return verdict == Verdict.GOOD ? blocks : List.of();
  }

  private static String why(Verdict verdict) {
    return verdict == Verdict.WRONG ? "with a wrong or expired signature" : "without signature";
  }
}
