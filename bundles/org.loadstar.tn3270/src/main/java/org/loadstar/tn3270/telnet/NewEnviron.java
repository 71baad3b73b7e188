// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.telnet;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The subnegotiations of NEW-ENVIRON (RFC 1572), which tell variables of a user's environment. */
public final class NewEnviron {
  private static final int IS = 0;
  private static final int SEND = 1;
  private static final int INFO = 2;

  private static final int VAR = 0;
  private static final int VALUE = 1;
  private static final int ESC = 2;
  private static final int USERVAR = 3;

  private NewEnviron() {}

  /**
   * A variable.
   *
   * @param wellKnown whether its name is one of the standard (VAR), else of a user (USERVAR)
   * @param name its name; in a request empty for all variables of the kind
   * @param value its value; null where there is none, so always in a request
   */
  public record Variable(boolean wellKnown, String name, @Nullable String value) {
    /** The name only: what it tells is the user's. */
    @Override
    public String toString() {
      return (wellKnown ? "VAR " : "USERVAR ") + name;
    }
  }

  /**
   * Reads the payload of a request (SEND). Bytes that fit nowhere are passed over.
   *
   * @return the variables that are wanted, none for all; null when the payload is no request
   */
  public static @Nullable List<Variable> decodeRequest(ByteBuf payload) {
    return payload.isReadable() && payload.readUnsignedByte() == SEND ? variables(payload) : null;
  }

  /**
   * Reads the payload of an answer (IS, INFO).
   *
   * @return the variables that are told; null when the payload is no answer
   */
  public static @Nullable List<Variable> decodeAnswer(ByteBuf payload) {
    int command = payload.isReadable() ? payload.readUnsignedByte() : SEND;
    return command == IS || command == INFO ? variables(payload) : null;
  }

  private static List<Variable> variables(ByteBuf in) {
    List<Variable> variables = new ArrayList<>();
    while (in.isReadable()) {
      int kind = in.readUnsignedByte();
      if (kind == VAR || kind == USERVAR) {
        String name = text(in);
        boolean valued = in.isReadable() && in.getUnsignedByte(in.readerIndex()) == VALUE;
        String value = valued ? text(in.skipBytes(1)) : null;
        variables.add(new Variable(kind == VAR, name, value));
      }
    }
    return variables;
  }

  /** Up to the next of VAR, VALUE and USERVAR; ESC takes a byte as it is. */
  private static String text(ByteBuf in) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    while (in.isReadable()) {
      int next = in.getUnsignedByte(in.readerIndex());
      if (next == ESC && in.readableBytes() > 1) {
        in.skipBytes(1);
      } else if (next <= USERVAR) {
        break;
      }
      text.write(in.readUnsignedByte());
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  /** Writes the payload of a request; no variables for all. */
  public static void encodeRequest(List<Variable> variables, ByteBuf out) {
    encode(SEND, variables, out);
  }

  /** Writes the payload of an answer. */
  public static void encodeAnswer(List<Variable> variables, ByteBuf out) {
    encode(IS, variables, out);
  }

  private static void encode(int command, List<Variable> variables, ByteBuf out) {
    out.writeByte(command);
    for (Variable variable : variables) {
      text(variable.name(), out.writeByte(variable.wellKnown() ? VAR : USERVAR));
      if (variable.value() != null) {
        text(Objects.requireNonNull(variable.value()), out.writeByte(VALUE));
      }
    }
  }

  private static void text(String text, ByteBuf out) {
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b >= VAR && b <= USERVAR) {
        out.writeByte(ESC);
      }
      out.writeByte(b);
    }
  }
}
