// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.transfer;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import org.loadstar.tn3270.codepage.CodePage;

/** Makes local text of what a host sends where the command says ASCII. One thread at a time. */
public final class HostTextOutput extends OutputStream {
  private static final int END_OF_FILE = 0x1A;

  private final Writer text;
  private final CodePage codePage;
  private final boolean lines;

  /**
   * Writes text.
   *
   * @param text is closed with this stream
   * @param lines whether carriage returns and the end mark X'1A' of old are left out
   */
  public HostTextOutput(Writer text, CodePage codePage, boolean lines) {
    this.text = text;
    this.codePage = codePage;
    this.lines = lines;
  }

  @Override
  public void write(int ascii) throws IOException {
    int value = ascii & 0xFF;
    boolean leftOut = lines && (value == '\r' || value == END_OF_FILE);
    if (!leftOut) {
      text.write(HostAscii.toChar(value, codePage));
    }
  }

  @Override
  public void flush() throws IOException {
    text.flush();
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
