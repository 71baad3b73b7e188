// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.tn3270.transfer.TransferCommand.Direction;
import org.loadstar.tn3270.transfer.TransferCommand.HostSystem;

/** The commands are those that s3270 types for the same options. */
class TransferCommandTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "PUT|TSO|A.B|binary| |IND$FILE PUT A.B",
        "PUT|TSO|A.B|lines append| |IND$FILE PUT A.B ASCII CRLF APPEND",
        "PUT|TSO|A.B|text|RECFM(F) LRECL(80) BLKSIZE(3120) SPACE(5,2) TRACKS"
            + "|IND$FILE PUT A.B ASCII RECFM(F) LRECL(80) BLKSIZE(3120) SPACE(5,2) TRACKS",
        "PUT|TSO|'A.B(C)'|lines|RECFM(V) LRECL(255) SPACE(5,2) AVBLOCK(100)"
            + "|IND$FILE PUT 'A.B(C)' ASCII CRLF RECFM(V) LRECL(255) SPACE(5,2) AVBLOCK(100)",
        "PUT|TSO|A.B|lines|recfm(u) space(5) cylinders"
            + "|IND$FILE PUT A.B ASCII CRLF RECFM(U) SPACE(5) CYLINDERS",
        "GET|TSO|A.B|binary|LRECL(80)|IND$FILE GET A.B",
        "GET|TSO|A.B|lines append| |IND$FILE GET A.B ASCII CRLF",
        "PUT|CMS|A B C|lines append|RECFM F LRECL 80"
            + "|IND$FILE PUT A B C (ASCII CRLF APPEND RECFM F LRECL 80",
        "PUT|CMS|A B C|binary|RECFM V|IND$FILE PUT A B C (RECFM V",
        "PUT|CMS|A B C|binary| |IND$FILE PUT A B C (",
        "GET|CMS|A B C|lines| |IND$FILE GET A B C (ASCII CRLF",
        "PUT|CICS|ABC|lines| |IND$FILE PUT ABC (ASCII CRLF",
        "PUT|CICS|ABC|text| |IND$FILE PUT ABC (ASCII NOCRLF",
        "GET|CICS|ABC|binary| |IND$FILE GET ABC (BINARY NOCRLF"
      })
  void isWhatTheHostSystemReads(
      Direction direction,
      HostSystem system,
      String file,
      String mode,
      String options,
      String line) {
    boolean text = !mode.startsWith("binary");
    TransferCommand command =
        TransferCommand.of(
            direction,
            system,
            file,
            text,
            mode.startsWith("lines"),
            mode.endsWith("append"),
            options == null ? "" : options);
    assertEquals(line, command.line());
    TransferCommand read = TransferCommand.parse(line);
    assertEquals(direction, read.direction());
    assertEquals(file, read.hostFile());
    assertEquals(text, read.text());
    assertEquals(mode.startsWith("lines"), read.lines());
    if (direction == Direction.PUT) {
      assertEquals(command.append(), read.append());
      assertEquals(command.recordFormat(), read.recordFormat());
      assertEquals(command.recordLength(), read.recordLength());
      assertEquals(command.blockSize(), read.blockSize());
      assertEquals(command.space(), read.space());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "TSO|A B|LRECL(80)",
        "TSO|A.B|LRECL(99999)",
        "TSO|A.B|LRECL()",
        "TSO|A.B|RECFM(X)",
        "TSO|A.B|SPACE(0)",
        "TSO|A.B|SPACE(1) AVBLOCK(0)",
        "TSO|A.B|SPACE(a) TRACKS",
        "TSO|A.B|FOO",
        "TSO|A.B|LRECL(80) ;",
        "CMS|A B C|BLKSIZE(80)",
        "CMS|A B C|RECFM U",
        "CMS|A B (C|RECFM V",
        "CICS|A|LRECL 80",
        "CICS| |BINARY"
      })
  void wrongOptionsAreNamed(HostSystem system, String file, String options) {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            TransferCommand.of(
                Direction.PUT, system, file == null ? "" : file, true, true, false, options));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "LOGOFF",
        "IND$FILE",
        "IND$FILE PUT",
        "IND$FILE SEND A",
        "IND$FILE PUT A (FOO"
      })
  void whatIsNoCommandIsRefused(String line) {
    assertThrows(IllegalArgumentException.class, () -> TransferCommand.parse(line));
  }
}
