// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The attribute list extension (RFC 3059). A service request asks by {@link #REQUEST} for the
 * attributes of the services; the reply then has one extension for each URL entry, in the same
 * order. A reply without any comes from an agent that does not know the extension, or that cannot
 * sign for the security parameter index of the request.
 *
 * @param url of the entry that this belongs to; empty in a request
 * @param attributeList all attributes of that service, see {@link Attributes}; empty in a request
 * @param authBlocks authentication blocks of the list, not verified
 */
public record AttributeListExtension(String url, String attributeList, List<Opaque> authBlocks) {
  /** The identifier; an agent that does not know it ignores it. */
  public static final int ID = 0x0002;

  /**
   * What a request carries. It has the count of authentication blocks, which the RFC's text leaves
   * open: some agents do not answer without it.
   */
  public static final Extension REQUEST =
      new AttributeListExtension("", "", List.of()).toExtension();

  /** Copies the list. */
  public AttributeListExtension {
    authBlocks = List.copyOf(authBlocks);
  }

  /**
   * Reads the extension of a request or a reply; the count of authentication blocks may be absent.
   *
   * @throws SlpException BAD_EXTENSION for another identifier, or the fault of its data
   */
  public static AttributeListExtension parse(Extension extension) throws SlpException {
    FieldReader data = extension.reader(ID);
    String url = data.string();
    String list = data.string();
    List<Opaque> authBlocks = data.in.readerIndex() == data.limit ? List.of() : data.authBlocks();
    data.requireEnd();
    return new AttributeListExtension(url, list, authBlocks);
  }

  /**
   * Those of a reply by their URLs. A malformed one counts as absent: the attributes of that
   * service must be asked for.
   */
  public static Map<String, AttributeListExtension> of(SrvRply reply) {
    Map<String, AttributeListExtension> byUrl = new HashMap<>();
    for (Extension extension : reply.header().extensions()) {
      parsed(extension).ifPresent(list -> byUrl.putIfAbsent(list.url, list));
    }
    return byUrl;
  }

  private static Optional<AttributeListExtension> parsed(Extension extension) {
    try {
      return Optional.of(parse(extension));
    } catch (SlpException otherOrMalformed) {
      return Optional.empty();
    }
  }

  /**
   * The extension as it stands in a message.
   *
   * @throws IllegalArgumentException for a string too long for its length field
   */
  public Extension toExtension() {
    return new Extension(
        ID,
        Opaque.of(
            out -> {
              FieldWriter data = new FieldWriter(out);
              data.string(url);
              data.string(attributeList);
              data.authBlocks(authBlocks);
            }));
  }
}
