// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

/**
 * What an authentication block signs, of a message of either version (RFC 2165 section 4.3, RFC
 * 2608 section 9.2.1). Immutable.
 */
public final class SignedContent {
  private final SlpHeader header;
  private final int lifetimeSeconds;
  private final Content content;

  private SignedContent(SlpHeader header, int lifetimeSeconds, Content content) {
    this.header = header;
    this.lifetimeSeconds = lifetimeSeconds;
    this.content = content;
  }

  /** The fields between security parameter index and timestamp. */
  @FunctionalInterface
  private interface Content {
    void write(FieldWriter out) throws SlpException;
  }

  /**
   * A URL of a message. In version 1 its lifetime counts too: that with which it was registered, 0
   * in a deregistration.
   *
   * @param header of the message
   */
  public static SignedContent url(SlpHeader header, UrlEntry entry) {
    return new SignedContent(
        header,
        entry.lifetime(),
        out -> {
          if (header.version() == 1) {
            out.out.writeShort(header.characterEncoding()).writeShort(entry.lifetime());
          }
          out.string(entry.url());
        });
  }

  /**
   * The attribute list of a message, of its every attribute, and in version 1 with the attribute
   * SCOPE: the very text that was registered, whose order and case count.
   *
   * @param header of the message
   */
  public static SignedContent attributes(SlpHeader header, String attributeList) {
    return new SignedContent(
        header,
        UrlEntry.MAX_LIFETIME,
        out -> {
          if (header.version() == 1) {
            out.out.writeShort(header.characterEncoding());
          }
          out.string(header.version() == 1 ? V1Text.listToV1(attributeList) : attributeList);
        });
  }

  /** An advertisement; only version 2 signs it. */
  public static SignedContent advert(DAAdvert advert) {
    return new SignedContent(
        advert.header(),
        UrlEntry.MAX_LIFETIME,
        out -> {
          out.out.writeInt((int) advert.bootTimestamp());
          out.string(advert.url());
          out.string(advert.attributeList());
          out.string(advert.scopes().toString());
          out.string(advert.spis());
        });
  }

  /** An advertisement; only version 2 has it. */
  public static SignedContent advert(SAAdvert advert) {
    return new SignedContent(
        advert.header(),
        UrlEntry.MAX_LIFETIME,
        out -> {
          out.string(advert.url());
          out.string(advert.attributeList());
          out.string(advert.scopes().toString());
        });
  }

  int version() {
    return header.version();
  }

  /** How long what is signed holds at the most. */
  int lifetimeSeconds() {
    return lifetimeSeconds;
  }

  /**
   * The bytes that are signed.
   *
   * @throws IllegalArgumentException for what cannot be written in the message's version
   */
  byte[] bytes(String spi, long timestamp) {
    return Opaque.of(
            out -> {
              try {
                FieldWriter fields =
                    new FieldWriter(out, CharacterEncoding.charset(header.characterEncoding()));
                if (header.version() == 1) {
                  content.write(fields);
                  out.writeLong(timestamp);
                } else {
                  fields.string(spi);
                  content.write(fields);
                  out.writeInt((int) timestamp);
                }
              } catch (SlpException malformed) {
                throw new IllegalArgumentException(malformed.getMessage(), malformed);
              }
            })
        .toByteArray();
  }
}
