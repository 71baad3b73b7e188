// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

/** Function numbers of messages (RFC 2608 section 8). Other numbers are legal values too. */
public final class SlpFunction {
  public static final int SRV_RQST = 1;
  public static final int SRV_RPLY = 2;
  public static final int SRV_REG = 3;
  public static final int SRV_DEREG = 4;
  public static final int SRV_ACK = 5;
  public static final int ATTR_RQST = 6;
  public static final int ATTR_RPLY = 7;
  public static final int DA_ADVERT = 8;
  public static final int SRV_TYPE_RQST = 9;
  public static final int SRV_TYPE_RPLY = 10;
  public static final int SA_ADVERT = 11;

  private SlpFunction() {}

  /** The standard's name of a function, or {@code FUNCTION_n}. */
  public static String name(int function) {
    return switch (function) {
      case SRV_RQST -> "SrvRqst";
      case SRV_RPLY -> "SrvRply";
      case SRV_REG -> "SrvReg";
      case SRV_DEREG -> "SrvDeReg";
      case SRV_ACK -> "SrvAck";
      case ATTR_RQST -> "AttrRqst";
      case ATTR_RPLY -> "AttrRply";
      case DA_ADVERT -> "DAAdvert";
      case SRV_TYPE_RQST -> "SrvTypeRqst";
      case SRV_TYPE_RPLY -> "SrvTypeRply";
      case SA_ADVERT -> "SAAdvert";
      default -> "FUNCTION_" + function;
    };
  }
}
