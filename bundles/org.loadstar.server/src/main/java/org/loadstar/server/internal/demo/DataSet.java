// SPDX-License-Identifier: EPL-2.0
package org.loadstar.server.internal.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * An entry of the catalogue, which is made up, but always in the same way.
 *
 * @param name of the data set
 * @param volume where it is
 * @param organization PO, PS or VS
 * @param recordFormat FB, VB or U
 * @param recordLength in bytes
 * @param tracks allocated
 */
record DataSet(
    String name,
    String volume,
    String organization,
    String recordFormat,
    int recordLength,
    int tracks) {

  /** All there are, by name. */
  static final List<DataSet> CATALOGUE = catalogue();

  static final String HEADING = line("Data set name", "Volume", "Org", "Recfm", "Lrecl", "Tracks");

  /** As it stands in the list. */
  String line() {
    return line(
        name,
        volume,
        organization,
        recordFormat,
        String.valueOf(recordLength),
        String.valueOf(tracks));
  }

  private static String line(
      String name, String volume, String org, String format, String length, String tracks) {
    return String.format(
        Locale.ROOT, "%-44s %-6s %-3s  %-5s %5s %6s", name, volume, org, format, length, tracks);
  }

  private static List<DataSet> catalogue() {
    List<String> owners = List.of("SYS1", "SYS2", "PAYROLL", "LEDGER", "ORBIT", "STAR");
    List<String> uses = List.of("PROD", "TEST", "HISTORY", "Y2026");
    List<DataSet> all = new ArrayList<>();
    int number = 0;
    for (String owner : owners) {
      for (String use : uses) {
        for (Kind kind : Kind.values()) {
          number++;
          all.add(
              new DataSet(
                  owner + "." + use + "." + kind,
                  String.format(Locale.ROOT, "LSD%03d", number * 7 % 40),
                  kind.organization,
                  kind.recordFormat,
                  kind.recordLength,
                  1 + number * 131 % 900));
        }
      }
    }
    all.sort(Comparator.comparing(DataSet::name));
    return List.copyOf(all);
  }

  private enum Kind {
    CNTL("PO", "FB", 80),
    JCL("PO", "FB", 80),
    LISTING("PS", "VB", 137),
    LOADLIB("PO", "U", 0),
    MASTER("VS", "VB", 4096),
    SOURCE("PO", "FB", 80);

    final String organization;
    final String recordFormat;
    final int recordLength;

    Kind(String organization, String recordFormat, int recordLength) {
      this.organization = organization;
      this.recordFormat = recordFormat;
      this.recordLength = recordLength;
    }
  }
}
