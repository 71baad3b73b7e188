// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.loadstar.slp.Attributes;
import org.loadstar.slp.Scopes;
import org.loadstar.slp.ServiceType;
import org.loadstar.slp.ServiceUrl;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SrvAck;
import org.loadstar.slp.SrvDeReg;
import org.loadstar.slp.SrvReg;
import org.loadstar.slp.UrlEntry;

/**
 * Registers and deregisters services (RFC 2165 sections 9 to 11, RFC 2608 sections 8.3, 9.3 and
 * 10.6). Pure: time and rights are handed in. For one thread.
 */
final class Registrar {
  private final Store store;
  private final Tally tally;

  Registrar(Store store, Tally tally) {
    this.store = store;
    this.tally = tally;
  }

  /**
   * Who asks, and what holds now.
   *
   * @param own whether the sender is this host
   */
  record Asker(InetAddress sender, boolean own, Settings settings, long nowMillis) {
    Instant now() {
      return Instant.ofEpochMilli(nowMillis);
    }
  }

  /** The acknowledgment; in version 1 it tells whether the entry is new. */
  SrvAck register(SrvReg reg, Asker asker) {
    SlpHeader header = reg.header().reply();
    boolean anew = store.get(reg.urlEntry().url(), language(reg.header())) == null;
    SlpError error;
    try {
      error = accept(reg, asker);
    } catch (SlpException malformed) {
      error = malformed.error();
    }
    if (header.version() == 1 && error.equals(SlpError.DA_BUSY_NOW)) {
      error = SlpError.INVALID_REGISTRATION; // version 1 has no other word for it
    }
    tally.registration(error, anew);
    return new SrvAck(
        error.ok() && anew && header.version() == 1 ? header.with(SlpHeader.FRESH) : header, error);
  }

  private static String language(SlpHeader header) {
    return header.languageTag().toLowerCase(Locale.ROOT);
  }

  private SlpError accept(SrvReg reg, Asker asker) throws SlpException {
    UrlEntry entry = reg.urlEntry();
    String language = language(reg.header());
    ServiceUrl url = url(entry.url());
    Registration before = living(store.get(entry.url(), language), asker);
    if (url == null
        || entry.lifetime() == 0
        || language.isEmpty()
        || !asker.settings().admission().admits(asker.sender(), asker.own(), url)
        || !store.of(entry.url()).stream()
            .allMatch(r -> Admission.mayChange(asker.sender(), asker.own(), url, r))) {
      return SlpError.INVALID_REGISTRATION;
    }
    ServiceType type = ServiceType.parse(reg.serviceType());
    Scopes scopes = scopes(reg, before);
    if (!supported(reg.header(), scopes, asker.settings().scopes())) {
      return SlpError.SCOPE_NOT_SUPPORTED;
    }
    Attributes attributes = Attributes.parse(reg.attributeList());
    attributes.requireConsistentTypes();
    boolean update = reg.header().version() == 2 && !reg.header().has(SlpHeader.FRESH);
    SlpError error =
        update
            ? mayUpdate(reg, before, type, scopes, asker)
            : asker.settings().authentication().check(reg, before, asker.now());
    if (!error.ok()) {
      return error;
    }
    String list = reg.attributeList();
    if (before != null && !reg.header().has(SlpHeader.FRESH) && reg.authBlocks().isEmpty()) {
      list = merged(store.attributes(before), attributes);
    }
    return put(registration(reg, type, scopes, list, asker), asker);
  }

  private static @Nullable ServiceUrl url(String url) {
    try {
      return ServiceUrl.parse(url);
    } catch (SlpException noHost) {
      return null;
    }
  }

  private static @Nullable Registration living(@Nullable Registration found, Asker asker) {
    return found != null && found.isAlive(asker.nowMillis()) ? found : null;
  }

  /** In version 1 a registration without scope has that of RFC 2608 section 3, or keeps its own. */
  private static Scopes scopes(SrvReg reg, @Nullable Registration before) {
    if (reg.header().version() != 1 || !reg.scopes().isEmpty()) {
      return reg.scopes();
    }
    return before == null ? Scopes.DEFAULT : before.scopes;
  }

  /** Version 1 declines a service with any other scope, version 2 one without any of ours. */
  private static boolean supported(SlpHeader header, Scopes scopes, Scopes served) {
    return header.version() == 1 ? served.containsAll(scopes) : served.intersects(scopes);
  }

  private static SlpError mayUpdate(
      SrvReg reg, @Nullable Registration before, ServiceType type, Scopes scopes, Asker asker) {
    if (!reg.urlEntry().authBlocks().isEmpty() || (before != null && before.isSigned())) {
      return SlpError.AUTHENTICATION_FAILED;
    }
    if (before == null || !before.type.equals(type)) {
      return SlpError.INVALID_UPDATE;
    }
    if (!before.scopes.equals(scopes)) {
      return SlpError.SCOPE_NOT_SUPPORTED;
    }
    return tooSoon(before, asker) ? SlpError.REFRESH_REJECTED : SlpError.OK;
  }

  private static boolean tooSoon(Registration before, Asker asker) {
    long since = asker.nowMillis() - before.sinceMillis;
    return since >= 0 && since < 1000L * asker.settings().minRefreshIntervalSeconds();
  }

  /** The list after an update; it must be one that could be registered at once. */
  private static String merged(Attributes before, Attributes update) throws SlpException {
    return Attributes.parse(before.updatedBy(update).toString()).toString();
  }

  private static Registration registration(
      SrvReg reg, ServiceType type, Scopes scopes, String list, Asker asker) {
    UrlEntry entry = reg.urlEntry();
    long until = asker.nowMillis() + 1000L * entry.lifetime();
    OptionalLong signed =
        reg.header().version() == 1
            ? OptionalLong.empty()
            : Authentication.expires(entry.authBlocks());
    Scopes served = asker.settings().scopes();
    return new Registration(
        entry,
        type,
        scopes.equals(served) ? served : scopes,
        language(reg.header()).intern(),
        list,
        reg.authBlocks(),
        asker.sender(),
        asker.nowMillis(),
        signed.isPresent() ? Math.min(until, 1000L * signed.getAsLong()) : until);
  }

  private SlpError put(Registration registration, Asker asker) {
    boolean in =
        registration.attributeBytes() <= 0xFFFF
            && store.put(registration, asker.settings().limits(), evicted -> tally.evicted++);
    return in ? SlpError.OK : SlpError.DA_BUSY_NOW;
  }

  /** Without tags the service goes, in all languages; with tags these attributes in the one. */
  SrvAck deregister(SrvDeReg deReg, Asker asker) {
    SlpError error;
    try {
      error = remove(deReg, asker);
    } catch (SlpException malformed) {
      error = malformed.error();
    }
    tally.deregistration(error);
    return new SrvAck(deReg.header().reply(), error);
  }

  private SlpError remove(SrvDeReg deReg, Asker asker) throws SlpException {
    ServiceUrl url = url(deReg.urlEntry().url());
    List<Registration> all =
        store.of(deReg.urlEntry().url()).stream()
            .filter(r -> r.isAlive(asker.nowMillis()))
            .filter(r -> deReg.tags().isEmpty() || r.language.equals(language(deReg.header())))
            .toList();
    if (url == null
        || all.isEmpty()
        || !asker.settings().admission().admits(asker.sender(), asker.own(), url)) {
      return SlpError.INVALID_REGISTRATION;
    }
    for (Registration registered : all) {
      if (!Admission.mayChange(asker.sender(), asker.own(), url, registered)) {
        return SlpError.INVALID_REGISTRATION;
      }
      if (deReg.header().version() != 1 && !registered.scopes.equals(deReg.scopes())) {
        return SlpError.SCOPE_NOT_SUPPORTED;
      }
      SlpError error = asker.settings().authentication().check(deReg, registered, asker.now());
      if (!error.ok()) {
        return error;
      }
      if (!deReg.tags().isEmpty() && deReg.header().version() != 1 && tooSoon(registered, asker)) {
        return SlpError.REFRESH_REJECTED;
      }
    }
    if (deReg.tags().isEmpty()) {
      all.forEach(store::remove);
      return SlpError.OK;
    }
    Registration registered = all.get(0);
    Attributes rest = store.attributes(registered).without(deReg.tags());
    return put(registered.withAttributes(rest, asker.nowMillis()), asker);
  }
}
