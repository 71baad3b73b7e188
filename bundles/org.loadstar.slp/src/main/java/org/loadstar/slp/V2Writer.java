// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import io.netty.buffer.ByteBuf;

/** Writes SLPv2 messages (RFC 2608 sections 8 to 10). */
final class V2Writer extends FieldWriter {
  V2Writer(ByteBuf out) {
    super(out);
  }

  void message(SlpMessage message) {
    SlpHeader header = message.header();
    int start = out.writerIndex();
    out.writeByte(2).writeByte(message.function()).writeMedium(0);
    out.writeShort(header.flags()).writeMedium(0).writeShort(header.xid());
    string(header.languageTag());
    body(message);
    int link = start + 7;
    for (Extension extension : header.extensions()) {
      out.setMedium(link, out.writerIndex() - start);
      link = out.writerIndex() + 2;
      out.writeShort(extension.id()).writeMedium(0).writeBytes(extension.data().toByteArray());
    }
    out.setMedium(start + 2, checked(out.writerIndex() - start, 0xFFFFFF));
  }

  private void body(SlpMessage message) {
    if (message instanceof SrvRqst m) {
      list(m.previousResponders());
      string(m.serviceType());
      string(m.scopes().toString());
      string(m.predicate());
      string(m.spi());
    } else if (message instanceof SrvRply m) {
      error(m.error());
      out.writeShort(checked(m.urlEntries().size(), 0xFFFF));
      m.urlEntries().forEach(this::urlEntry);
    } else if (message instanceof SrvReg m) {
      urlEntry(m.urlEntry());
      string(m.serviceType());
      string(m.scopes().toString());
      string(m.attributeList());
      authBlocks(m.authBlocks());
    } else if (message instanceof SrvDeReg m) {
      string(m.scopes().toString());
      urlEntry(m.urlEntry());
      list(m.tags());
    } else if (message instanceof SrvAck m) {
      error(m.error());
    } else if (message instanceof AttrRqst m) {
      list(m.previousResponders());
      string(m.url());
      string(m.scopes().toString());
      list(m.tags());
      string(m.spi());
    } else if (message instanceof AttrRply m) {
      error(m.error());
      string(m.attributeList());
      authBlocks(m.authBlocks());
    } else if (message instanceof DAAdvert m) {
      error(m.error());
      out.writeInt((int) m.bootTimestamp());
      string(m.url());
      string(m.scopes().toString());
      string(m.attributeList());
      string(m.spis());
      authBlocks(m.authBlocks());
    } else if (message instanceof SAAdvert m) {
      string(m.url());
      string(m.scopes().toString());
      string(m.attributeList());
      authBlocks(m.authBlocks());
    } else if (message instanceof SrvTypeRqst m) {
      list(m.previousResponders());
      String authority = m.namingAuthority();
      if (authority == null) {
        out.writeShort(0xFFFF);
      } else {
        string(authority);
      }
      string(m.scopes().toString());
    } else if (message instanceof SrvTypeRply m) {
      error(m.error());
      list(m.serviceTypes());
    } else if (message instanceof UnknownMessage m) {
      out.writeBytes(m.body().toByteArray());
    }
  }

  private void urlEntry(UrlEntry entry) {
    out.writeByte(0).writeShort(entry.lifetime());
    string(entry.url());
    authBlocks(entry.authBlocks());
  }
}
