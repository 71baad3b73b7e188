// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.e;

import io.netty.buffer.ByteBuf;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.loadstar.tn3270.ProtocolException;

/**
 * What stands in a subnegotiation of the TN3270E option (RFC 2355, sections 4 and 7). Names are
 * printable ASCII of 1 to {@link #MAX_NAME} characters, kept as they came; upper and lower case
 * mean the same.
 */
public sealed interface Tn3270eMessage {
  /** The longest name read; the standard recommends 8 for devices. */
  int MAX_NAME = 64;

  /** Server to client: ask for a device. */
  record SendDeviceType() implements Tn3270eMessage {}

  /**
   * Client to server: ask for a device. Without {@code connect} and {@code associate} any device of
   * the type will do.
   *
   * @param deviceType IBM-3278-2-E, say
   * @param connect the device or pool wanted
   * @param associate the terminal whose printer is wanted; not together with {@code connect}
   */
  record DeviceTypeRequest(String deviceType, @Nullable String connect, @Nullable String associate)
      implements Tn3270eMessage {
    /** Checks that not both names are given. */
    public DeviceTypeRequest {
      if (connect != null && associate != null) {
        throw new IllegalArgumentException("CONNECT and ASSOCIATE in one request");
      }
    }
  }

  /**
   * Server to client: the device that is given.
   *
   * @param deviceType the type
   * @param deviceName the LU name; null when a server tells none, against the standard
   */
  record DeviceTypeIs(String deviceType, @Nullable String deviceName) implements Tn3270eMessage {}

  /** Server to client: no device. */
  record DeviceTypeReject(RejectReason reason) implements Tn3270eMessage {}

  /** Either side: these functions are wanted; order kept, doubles dropped. */
  record FunctionsRequest(Set<Tn3270eFunction> functions) implements Tn3270eMessage {
    /** Copies the functions. */
    public FunctionsRequest {
      functions = Collections.unmodifiableSet(new LinkedHashSet<>(functions));
    }
  }

  /** Either side: these functions, just requested, are agreed; order kept, doubles dropped. */
  record FunctionsIs(Set<Tn3270eFunction> functions) implements Tn3270eMessage {
    /** Copies the functions. */
    public FunctionsIs {
      functions = Collections.unmodifiableSet(new LinkedHashSet<>(functions));
    }
  }

  /**
   * Reads the payload of a subnegotiation.
   *
   * @return null for a command that the standard does not know; it is to be ignored
   * @throws ProtocolException for a known command that cannot be read
   */
  static @Nullable Tn3270eMessage decode(ByteBuf payload) {
    return Tn3270eCodec.decode(payload);
  }

  /** Writes the payload of a subnegotiation. */
  default void encode(ByteBuf payload) {
    Tn3270eCodec.encode(this, payload);
  }
}
