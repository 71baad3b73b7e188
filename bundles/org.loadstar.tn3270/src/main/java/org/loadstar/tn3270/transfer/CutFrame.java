// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.transfer;

/**
 * Where the frames of CUT mode have what, as positions on a screen of 24 rows and 80 columns. A
 * frame is a screen with a protected, skipped field at its last position.
 */
final class CutFrame {
  /** The type of the frame: one of the four that follow. */
  static final int TYPE = 0;

  /** The host's data: number, checksum, length in two characters, data. */
  static final int DATA = 0xC1;

  /** The host wants data: an input field, number, checksum, length and data by the terminal. */
  static final int REQUEST = 0xC2;

  /** The host tells a status: number, two characters of status, message. */
  static final int CONTROL = 0xC3;

  static final int NUMBER = 1;

  static final int STATUS = 2;
  static final int ACKNOWLEDGE = 0x8181;
  static final int COMPLETE = 0x8189;
  static final int ABORT_FILE = 0x8194;
  static final int ABORT_TRANSMISSION = 0x8198;
  static final int MESSAGE = 4;
  static final int MESSAGE_LENGTH = 96;

  static final int DATA_CHECKSUM = 2;
  static final int DATA_LENGTH = 3;
  static final int DATA_START = 5;

  static final int REQUEST_FIELD = 1;
  static final int REQUEST_CODE = 2;
  static final int REQUEST_NUMBER = 3;
  static final int UPLOAD_CHECKSUM = 4;
  static final int UPLOAD_LENGTH = 5;
  static final int UPLOAD_START = 7;

  /** The attribute of the field by which the terminal answers, and the field. */
  static final int RESPONSE_FIELD = 1914;

  static final int RESPONSE = 1915;

  /** Where the protected field of every frame begins. */
  static final int LAST = 1919;

  /** The most characters of data from the host, and to it. */
  static final int DATA_CAPACITY = RESPONSE_FIELD - DATA_START;

  static final int UPLOAD_CAPACITY = LAST - UPLOAD_START;

  private CutFrame() {}
}
