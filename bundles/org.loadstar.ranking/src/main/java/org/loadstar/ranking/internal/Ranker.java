// SPDX-License-Identifier: EPL-2.0
package org.loadstar.ranking.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.ranking.RankedOffer;
import org.loadstar.api.ranking.Ranking;
import org.loadstar.api.ranking.Requirements;
import org.loadstar.ranking.internal.Failures.Failure;

/**
 * Puts offers in order. Pure but for the clock, the dice and the failures it looks up; thread-safe
 * where the dice are.
 *
 * <p>Servers with a good signature come before those without, where there are some. Else servers of
 * a better {@link Tier} come first; within one, each place goes by lot to one of the equals, those
 * within the spread of the best that is left. So a herd of clients which all see the same loads
 * spreads, and nobody is put before a server that is better by more than the spread.
 */
final class Ranker {
  /** The name of the standard strategy. */
  static final String LEAST_LOAD = "least-load";

  /** What an offer that was not heard of for long is put back by. */
  static final int STALE_POINTS = 10;

  /** What an offer without signature is put back by, where others have one: behind all of them. */
  static final int UNSIGNED_POINTS = 2000;

  private final Clock clock;
  private final RandomGenerator random;
  private final Failures failures;

  /** What comes before what, whatever the strategy; with the points added to the standard score. */
  private enum Tier {
    READY(0),
    LOAD_UNKNOWN(200),
    HELD(500),
    FULL(1000);

    final int points;

    Tier(int points) {
      this.points = points;
    }
  }

  private record Candidate(
      ServerOffer offer, boolean unsigned, Tier tier, double score, String reason) {
    static final Comparator<Candidate> ORDER =
        Comparator.comparing(Candidate::unsigned)
            .thenComparing(Candidate::tier)
            .thenComparingDouble(Candidate::score)
            .thenComparing(c -> c.offer().address())
            .thenComparing(c -> c.offer().url());

    Candidate behindSigned() {
      return new Candidate(
          offer, true, tier, score + UNSIGNED_POINTS, reason + ", not signed as others are");
    }
  }

  /** Offers by whether they can serve what is required. */
  record Sorted(List<ServerOffer> usable, List<RankedOffer> unusable) {}

  /** What another strategy than the standard one says of the usable offers. */
  record Scores(String strategy, List<Double> points) {}

  Ranker(Clock clock, RandomGenerator random, Failures failures) {
    this.clock = clock;
    this.random = random;
    this.failures = failures;
  }

  static Sorted sort(List<ServerOffer> offers, Requirements requirements) {
    List<ServerOffer> usable = new ArrayList<>();
    List<RankedOffer> unusable = new ArrayList<>();
    for (ServerOffer offer : offers) {
      String refusal = Fitness.refusal(offer, requirements);
      if (refusal == null) {
        usable.add(offer);
      } else {
        unusable.add(new RankedOffer(offer, false, Double.NaN, refusal));
      }
    }
    return new Sorted(List.copyOf(usable), unusable);
  }

  /** Ranks by the scores given, or by load where there are none. */
  Ranking rank(Sorted offers, Settings settings, @Nullable Scores scores, List<String> notes) {
    Instant now = clock.instant();
    boolean anySigned = offers.usable().stream().anyMatch(ServerOffer::signed);
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < offers.usable().size(); i++) {
      ServerOffer offer = offers.usable().get(i);
      Candidate candidate =
          scores == null
              ? byLoad(offer, settings, now)
              : byStrategy(offer, scores.points().get(i), now);
      candidates.add(anySigned && !offer.signed() ? candidate.behindSigned() : candidate);
    }
    candidates.sort(Candidate.ORDER);
    List<RankedOffer> ranked = spread(candidates, scores == null ? settings.spreadPoints() : 0);
    ranked.addAll(offers.unusable());
    return new Ranking(ranked, scores == null ? LEAST_LOAD : scores.strategy(), now, notes);
  }

  private Candidate byLoad(ServerOffer offer, Settings settings, Instant now) {
    Failure held = held(offer, now);
    Tier tier = tier(offer, held);
    if (tier == Tier.READY && offer.load().isEmpty()) {
      tier = Tier.LOAD_UNKNOWN;
    }
    double score = offer.load().orElse(100) + tier.points;
    String reason = reason(offer, tier, held, now);
    Duration age = Duration.between(offer.seen(), now);
    if (!settings.staleAfter().isZero() && age.compareTo(settings.staleAfter()) > 0) {
      score += STALE_POINTS;
      reason += ", last heard of %d s ago (+%d)".formatted(age.toSeconds(), STALE_POINTS);
    }
    return new Candidate(offer, false, tier, score, reason);
  }

  private Candidate byStrategy(ServerOffer offer, double score, Instant now) {
    Failure held = held(offer, now);
    Tier tier = tier(offer, held);
    return new Candidate(
        offer, false, tier, score, "score " + score + ", " + reason(offer, tier, held, now));
  }

  private @Nullable Failure held(ServerOffer offer, Instant now) {
    Failure failure = failures.find(offer, now);
    return failure != null && failure.holds(now) ? failure : null;
  }

  private static Tier tier(ServerOffer offer, @Nullable Failure held) {
    if (offer.load().isPresent() && offer.load().getAsInt() == 100) {
      return Tier.FULL;
    }
    return held != null ? Tier.HELD : Tier.READY;
  }

  private static String reason(ServerOffer offer, Tier tier, @Nullable Failure held, Instant now) {
    if (tier == Tier.FULL) {
      return "no free session (load 100)";
    }
    String load = offer.load().isPresent() ? "load " + offer.load().getAsInt() : "load unknown";
    if (held == null) {
      return load;
    }
    String times = held.count() == 1 ? "failed" : "failed " + held.count() + " times";
    return "%s (%s), behind the others for %d s, %s"
        .formatted(times, held.reason(), held.secondsLeft(now), load);
  }

  private List<RankedOffer> spread(List<Candidate> sorted, int spread) {
    List<RankedOffer> ranked = new ArrayList<>(sorted.size());
    List<Candidate> equals = new ArrayList<>();
    int next = 0;
    while (ranked.size() < sorted.size()) {
      if (equals.isEmpty()) {
        equals.add(sorted.get(next++));
      }
      Candidate best = equals.get(0);
      while (next < sorted.size()
          && sorted.get(next).unsigned() == best.unsigned()
          && sorted.get(next).tier() == best.tier()
          && sorted.get(next).score() <= best.score() + spread) {
        equals.add(sorted.get(next++));
      }
      String reason = ranked.isEmpty() && best.tier() == Tier.READY ? ", the best" : "";
      if (equals.size() > 1) {
        reason =
            ", by lot among " + equals.size() + (spread == 0 ? " equals" : " within " + spread);
      }
      Candidate chosen = equals.remove(random.nextInt(equals.size()));
      ranked.add(new RankedOffer(chosen.offer(), true, chosen.score(), chosen.reason() + reason));
    }
    return ranked;
  }
}
