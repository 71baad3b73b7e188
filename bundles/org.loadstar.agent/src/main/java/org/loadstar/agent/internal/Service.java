// SPDX-License-Identifier: EPL-2.0
package org.loadstar.agent.internal;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.loadstar.api.agent.AdvertisedService;
import org.loadstar.guard.BadAnswerException;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.ServiceType;
import org.loadstar.slp.ServiceUrl;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.Tn3270Template;
import org.loadstar.slp.UrlEntry;

/**
 * A service as SLP tells of it, whoever offers it. Immutable.
 *
 * @param url with a host
 * @param type most often that of the URL
 * @param scopes none where those of the agent hold, or in version 1
 * @param lifetimeSeconds 1 to 65535
 * @param attributes all of them
 */
record Service(
    String url, ServiceType type, Scopes scopes, int lifetimeSeconds, Attributes attributes) {
  /** The difference to a service that differs in more than its load. */
  static final int OTHER = Integer.MAX_VALUE;

  /** A message carries URL and attributes; its length must stay well below 64 KiB. */
  private static final int MOST_BYTES = 32 * 1024;

  /** What a third party told; it may name no scope. */
  static Service of(AdvertisedService.Description told) throws BadAnswerException {
    try {
      ServiceUrl url = ServiceUrl.parse(told.url());
      ServiceType type = told.type().isBlank() ? url.type() : ServiceType.parse(told.type());
      Scopes scopes = Scopes.of(told.scopes());
      Attributes attributes = Attributes.parse(told.attributeList());
      attributes.requireConsistentTypes();
      int bytes = utf8Length(told.url()) + utf8Length(told.attributeList());
      if (bytes > MOST_BYTES) {
        throw new BadAnswerException("told " + bytes + " bytes, allowed are " + MOST_BYTES);
      }
      return new Service(told.url(), type, scopes, told.lifetimeSeconds(), attributes);
    } catch (SlpException malformed) {
      throw new BadAnswerException("told a malformed description: " + malformed.getMessage());
    }
  }

  private static int utf8Length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** This service in other scopes. */
  Service in(Scopes others) {
    return new Service(url, type, others, lifetimeSeconds, attributes);
  }

  /** This service for another time. */
  Service lasting(int seconds) {
    return new Service(url, type, scopes, seconds, attributes);
  }

  /** With its lifetime, as replies and registrations have it. */
  UrlEntry entry() {
    return new UrlEntry(lifetimeSeconds, url);
  }

  /** The points between both loads where nothing else differs, else {@link #OTHER}. */
  int difference(Service other) {
    if (equals(other)) {
      return 0;
    }
    OptionalInt one = attributes.integer(Tn3270Template.LOAD);
    OptionalInt two = other.attributes.integer(Tn3270Template.LOAD);
    if (one.isEmpty() || two.isEmpty() || !withoutLoad().equals(other.withoutLoad())) {
      return OTHER;
    }
    return Math.abs(one.getAsInt() - two.getAsInt());
  }

  private Service withoutLoad() {
    Attributes rest = attributes.toBuilder().remove(Tn3270Template.LOAD).build();
    return new Service(url, type, scopes, lifetimeSeconds, rest);
  }
}
