// SPDX-License-Identifier: EPL-2.0
package org.loadstar.directory.internal;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.loadstar.api.directory.DirectoryRuntimeDTO;
import org.loadstar.slp.AttrRply;
import org.loadstar.slp.AttrRqst;
import org.loadstar.slp.DAAdvert;
import org.loadstar.slp.ServiceType;
import org.loadstar.slp.SlpError;
import org.loadstar.slp.SlpException;
import org.loadstar.slp.SlpHeader;
import org.loadstar.slp.SlpMessage;
import org.loadstar.slp.SrvAck;
import org.loadstar.slp.SrvDeReg;
import org.loadstar.slp.SrvReg;
import org.loadstar.slp.SrvRply;
import org.loadstar.slp.SrvRqst;
import org.loadstar.slp.SrvTypeRply;
import org.loadstar.slp.SrvTypeRqst;
import org.loadstar.slp.endpoint.SlpLink;
import org.loadstar.slp.endpoint.SlpRequest;

/**
 * A directory agent without sockets and timers: requests and the time come in, replies go out.
 * Thread-safe; nothing takes longer than the store it looks at is large.
 *
 * <pre>
 * SrvReg, SrvDeReg                  -> Registrar -> Store
 * SrvRqst, AttrRqst, SrvTypeRqst    -> Lookup    -> Store
 * SrvRqst service:directory-agent   -> Adverts
 * </pre>
 */
final class Directory {
  /** Registrations that expire in one go, so that requests need not wait. */
  static final int SLICE = 500;

  /** Services that are told by introspection. */
  static final int MOST_TOLD = 1_000;

  private final Store store = new Store();
  private final Tally tally = new Tally();
  private final Registrar registrar = new Registrar(store, tally);
  private final Lookup lookup = new Lookup(store);
  private final Adverts adverts;

  /**
   * @param bootTimestamp when this agent began without any registration, seconds since 1970
   */
  Directory(long bootTimestamp) {
    this.adverts = new Adverts(bootTimestamp);
  }

  /**
   * The reply to a request.
   *
   * @param own tells this host's addresses
   */
  synchronized Optional<SlpMessage> answer(
      SlpRequest request, Predicate<InetAddress> own, Settings settings, long nowMillis) {
    tally.requests++;
    SlpMessage message = request.message();
    boolean multicast = request.multicast();
    InetAddress sender = request.sender().getAddress();
    try {
      if (message.header().notUnderstood(Selection.UNDERSTOOD).isPresent()) {
        return multicast ? Optional.empty() : error(message, SlpError.OPTION_NOT_UNDERSTOOD);
      }
      if (message instanceof SrvRqst rqst && isFor(rqst, ServiceType.DIRECTORY_AGENT)) {
        Instant now = Instant.ofEpochMilli(nowMillis);
        return adverts.answer(rqst, request.link().address(), multicast, settings, now);
      }
      // Service agents answer for themselves what is multicast (RFC 2608 section 6.1).
      if (multicast) {
        return Optional.empty();
      }
      Registrar.Asker asker = new Registrar.Asker(sender, isOwn(request, own), settings, nowMillis);
      if (message instanceof SrvReg reg) {
        return Optional.of(registrar.register(reg, asker));
      } else if (message instanceof SrvDeReg deReg) {
        return Optional.of(registrar.deregister(deReg, asker));
      } else if (message instanceof SrvRqst rqst) {
        boolean ours = !isFor(rqst, ServiceType.SERVICE_AGENT);
        return ours ? Optional.of(lookup.services(rqst, settings, nowMillis)) : Optional.empty();
      } else if (message instanceof AttrRqst rqst) {
        return Optional.of(lookup.attributes(rqst, settings, nowMillis));
      } else if (message instanceof SrvTypeRqst rqst) {
        return Optional.of(lookup.types(rqst, settings));
      }
      return Optional.empty();
    } catch (SlpException malformed) {
      return multicast ? Optional.empty() : error(message, malformed.error());
    }
  }

  private static boolean isFor(SrvRqst rqst, ServiceType type) {
    return rqst.serviceType().strip().equalsIgnoreCase(type.toString());
  }

  /** A sender that is this host: not even a forged datagram says so that came from outside. */
  private static boolean isOwn(SlpRequest request, Predicate<InetAddress> own) {
    InetAddress sender = request.sender().getAddress();
    return sender.isLoopbackAddress()
        || sender.equals(request.link().address())
        || own.test(sender);
  }

  private static Optional<SlpMessage> error(SlpMessage message, SlpError error) {
    SlpHeader header = message.header().reply();
    if (message instanceof SrvRqst) {
      return Optional.of(new SrvRply(header, error));
    } else if (message instanceof AttrRqst) {
      return Optional.of(new AttrRply(header, error));
    } else if (message instanceof SrvTypeRqst) {
      return Optional.of(new SrvTypeRply(header, error));
    }
    return message instanceof SrvReg || message instanceof SrvDeReg
        ? Optional.of(new SrvAck(header, error))
        : Optional.empty();
  }

  /**
   * Takes some registrations out whose lifetimes are over.
   *
   * @return how many; there may be more if these are {@link #SLICE}
   */
  synchronized int expire(long nowMillis) {
    int gone = store.expire(nowMillis, SLICE).size();
    tally.expired += gone;
    return gone;
  }

  /** An advertisement to multicast, for a link and a version. */
  record Announcement(SlpLink link, DAAdvert advert) {}

  /**
   * What is multicast at the start, from time to time, and at the end.
   *
   * @param goodBye whether this is the end
   * @param now for signatures
   */
  synchronized List<Announcement> announcements(
      List<SlpLink> links,
      List<Integer> versions,
      boolean goodBye,
      Settings settings,
      Instant now) {
    List<Announcement> all = new ArrayList<>();
    for (SlpLink link : links) {
      if (versions.contains(2)) {
        all.add(
            new Announcement(link, adverts.unsolicited(link.address(), goodBye, settings, now)));
      }
      if (versions.contains(1) && !goodBye && !link.ipv6()) {
        all.add(new Announcement(link, adverts.unsolicitedV1(link.address(), settings)));
      }
    }
    if (!goodBye) {
      adverts.counted();
    }
    return all;
  }

  /** What the store holds, and what was done; the rest of the report is for others to fill. */
  synchronized DirectoryRuntimeDTO report(long nowMillis) {
    DirectoryRuntimeDTO dto = new DirectoryRuntimeDTO();
    dto.bootTimestamp = adverts.bootTimestamp();
    dto.requests = tally.requests;
    dto.registered = tally.registered;
    dto.updated = tally.updated;
    dto.deregistered = tally.deregistered;
    dto.expired = tally.expired;
    dto.evicted = tally.evicted;
    dto.refused = tally.refused;
    dto.registrations = store.quotas().services();
    dto.attributeBytes = store.quotas().attributeBytes();
    dto.sources = store.quotas().sources();
    dto.indexed.addAll(store.indexed());
    for (List<Registration> url : store.all()) {
      for (Registration registration : url) {
        if (dto.services.size() == MOST_TOLD) {
          return dto;
        }
        dto.services.add(describe(registration, nowMillis));
      }
    }
    return dto;
  }

  private static DirectoryRuntimeDTO.ServiceDTO describe(Registration r, long nowMillis) {
    DirectoryRuntimeDTO.ServiceDTO dto = new DirectoryRuntimeDTO.ServiceDTO();
    dto.url = r.url();
    dto.type = r.type.toString();
    dto.scopes.addAll(r.scopes.names());
    dto.language = r.language;
    dto.attributes = r.attributeList;
    dto.source = r.source.getHostAddress();
    dto.lifetimeSeconds = r.lifetime(nowMillis);
    dto.signed = r.isSigned();
    return dto;
  }
}
