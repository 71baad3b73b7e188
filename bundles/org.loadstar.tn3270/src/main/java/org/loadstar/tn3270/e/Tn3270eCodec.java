// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.ProtocolException;
import org.loadstar.tn3270.ProtocolException.Reason;
import org.loadstar.tn3270.e.Tn3270eMessage.DeviceTypeIs;
import org.loadstar.tn3270.e.Tn3270eMessage.DeviceTypeReject;
import org.loadstar.tn3270.e.Tn3270eMessage.DeviceTypeRequest;
import org.loadstar.tn3270.e.Tn3270eMessage.FunctionsIs;
import org.loadstar.tn3270.e.Tn3270eMessage.FunctionsRequest;
import org.loadstar.tn3270.e.Tn3270eMessage.SendDeviceType;

/** Subnegotiations of TN3270E to and from bytes (RFC 2355, sections 3 and 4). */
final class Tn3270eCodec {
  private static final int ASSOCIATE = 0;
  private static final int CONNECT = 1;
  private static final int DEVICE_TYPE = 2;
  private static final int FUNCTIONS = 3;
  private static final int IS = 4;
  private static final int REASON = 5;
  private static final int REJECT = 6;
  private static final int REQUEST = 7;
  private static final int SEND = 8;

  private Tn3270eCodec() {}

  static @Nullable Tn3270eMessage decode(ByteBuf in) {
    int subject = next(in);
    int verb = next(in);
    if (subject == SEND && verb == DEVICE_TYPE) {
      return new SendDeviceType();
    } else if (subject == DEVICE_TYPE && verb == REQUEST) {
      return deviceTypeRequest(in);
    } else if (subject == DEVICE_TYPE && verb == IS) {
      String type = name(in);
      return new DeviceTypeIs(type, in.isReadable() && next(in) == CONNECT ? name(in) : null);
    } else if (subject == DEVICE_TYPE && verb == REJECT && next(in) == REASON) {
      return new DeviceTypeReject(new RejectReason(next(in)));
    } else if (subject == FUNCTIONS && verb == REQUEST) {
      return new FunctionsRequest(functions(in));
    } else if (subject == FUNCTIONS && verb == IS) {
      return new FunctionsIs(functions(in));
    }
    return null;
  }

  static void encode(Tn3270eMessage message, ByteBuf out) {
    if (message instanceof SendDeviceType) {
      out.writeByte(SEND).writeByte(DEVICE_TYPE);
    } else if (message instanceof DeviceTypeRequest request) {
      name(out.writeByte(DEVICE_TYPE).writeByte(REQUEST), request.deviceType());
      if (request.connect() != null) {
        name(out.writeByte(CONNECT), request.connect());
      } else if (request.associate() != null) {
        name(out.writeByte(ASSOCIATE), request.associate());
      }
    } else if (message instanceof DeviceTypeIs is) {
      name(out.writeByte(DEVICE_TYPE).writeByte(IS), is.deviceType());
      if (is.deviceName() != null) {
        name(out.writeByte(CONNECT), is.deviceName());
      }
    } else if (message instanceof DeviceTypeReject reject) {
      out.writeByte(DEVICE_TYPE).writeByte(REJECT).writeByte(REASON);
      out.writeByte(reject.reason().code());
    } else if (message instanceof FunctionsRequest request) {
      functions(out.writeByte(FUNCTIONS).writeByte(REQUEST), request.functions());
    } else if (message instanceof FunctionsIs is) {
      functions(out.writeByte(FUNCTIONS).writeByte(IS), is.functions());
    }
  }

  private static DeviceTypeRequest deviceTypeRequest(ByteBuf in) {
    String type = name(in);
    if (!in.isReadable()) {
      return new DeviceTypeRequest(type, null, null);
    }
    return switch (next(in)) {
      case CONNECT -> new DeviceTypeRequest(type, name(in), null);
      case ASSOCIATE -> new DeviceTypeRequest(type, null, name(in));
      default -> throw malformed("neither CONNECT nor ASSOCIATE after the device type");
    };
  }

  private static Set<Tn3270eFunction> functions(ByteBuf in) {
    Set<Tn3270eFunction> functions = new LinkedHashSet<>();
    while (in.isReadable()) {
      functions.add(new Tn3270eFunction(in.readUnsignedByte()));
    }
    return functions;
  }

  private static void functions(ByteBuf out, Set<Tn3270eFunction> functions) {
    for (Tn3270eFunction function : functions) {
      out.writeByte(function.code());
    }
  }

  /** A name ends where the next command (a control character) begins, or with the payload. */
  private static String name(ByteBuf in) {
    int length = 0;
    while (length < in.readableBytes()
        && in.getUnsignedByte(in.readerIndex() + length) >= ' '
        && length <= Tn3270eMessage.MAX_NAME) {
      length++;
    }
    String name = in.readCharSequence(length, StandardCharsets.US_ASCII).toString();
    if (!Names.valid(name)) {
      throw malformed("a name of no, too many or unprintable characters");
    }
    return name;
  }

  private static void name(ByteBuf out, String name) {
    out.writeCharSequence(name, StandardCharsets.US_ASCII);
  }

  private static int next(ByteBuf in) {
    if (!in.isReadable()) {
      throw new ProtocolException(Reason.TRUNCATED, "a TN3270E subnegotiation that is cut short");
    }
    return in.readUnsignedByte();
  }

  private static ProtocolException malformed(String message) {
    return new ProtocolException(Reason.MALFORMED, message);
  }
}
