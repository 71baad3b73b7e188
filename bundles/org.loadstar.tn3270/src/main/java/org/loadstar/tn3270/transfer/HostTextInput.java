// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.transfer;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.loadstar.tn3270.codepage.CodePage;

/**
 * Local text as a terminal sends it where the command says ASCII. Characters that the code page
 * lacks become question marks and are counted. One thread at a time.
 */
public final class HostTextInput extends InputStream {
  private static final int SUBSTITUTE = 0x6F; // a question mark in EBCDIC

  private final Reader text;
  private final CodePage codePage;
  private final boolean lines;
  private int last = -1;
  private int pending = -1;
  private final AtomicLong substituted = new AtomicLong();

  /**
   * Reads text.
   *
   * @param text is closed with this stream
   * @param lines whether a line feed becomes carriage return and line feed
   */
  public HostTextInput(Reader text, CodePage codePage, boolean lines) {
    this.text = text;
    this.codePage = codePage;
    this.lines = lines;
  }

  @Override
  public int read() throws IOException {
    if (pending >= 0) {
      last = pending;
      pending = -1;
      return last;
    }
    int character = text.read();
    if (character < 0) {
      return -1;
    } else if (character == '\n' && lines && last != '\r') {
      pending = '\n';
      last = '\r';
    } else {
      last = translated((char) character);
    }
    return last;
  }

  /** Fills the array as far as there is text, since whoever sends it wants whole records. */
  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, into.length);
    int count = 0;
    for (int value = 0; count < length && (value = read()) >= 0; count++) {
      into[offset + count] = (byte) value;
    }
    return count == 0 && length > 0 ? -1 : count;
  }

  private int translated(char character) {
    int ascii = HostAscii.toByte(character, codePage);
    if (ascii >= 0) {
      return ascii;
    }
    substituted.incrementAndGet();
    return HostAscii.toByte(SUBSTITUTE);
  }

  /** How many characters the code page lacked so far; any thread. */
  public long substituted() {
    return substituted.get();
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
