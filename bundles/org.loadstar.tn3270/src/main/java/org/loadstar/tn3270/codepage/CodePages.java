// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.codepage;

import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The code pages that are there, by name: those of the Java runtime and a few that it lacks. Each
 * is read into tables when it is asked for the first time. Thread-safe.
 */
public final class CodePages {
  /**
   * Name; character set and code page (GCSGID/CPGID), of the double-byte half too; the runtime's
   * charset; other names. The numbers are those of IBM's registry, in which s3270 differs for 424
   * and 880.
   */
  private static final String PAGES =
      """
      037 697/37 IBM037 us us-intl
      273 697/273 IBM273 german
      275 697/275 - brazilian
      277 697/277 IBM277 danish norwegian
      278 697/278 IBM278 finnish swedish
      280 697/280 IBM280 italian
      284 697/284 IBM284 spanish
      285 697/285 IBM285 uk
      290 1172/290 IBM290
      297 697/297 IBM297 french
      420 235/420 IBM420 arabic
      424 941/424 IBM424 hebrew
      500 697/500 IBM500 belgian international
      803 1147/803 - hebrew-old
      833 1173/833 x-IBM833
      838 1176/838 IBM-Thai
      870 959/870 IBM870 polish slovenian
      871 697/871 IBM871 icelandic
      875 925/875 x-IBM875 greek
      880 960/880 - russian
      1025 1150/1025 x-IBM1025 cyrillic
      1026 1152/1026 IBM1026 turkish
      1047 697/1047 IBM1047 open-systems
      1097 1219/1097 x-IBM1097 farsi
      1112 1305/1112 x-IBM1112 baltic
      1122 1307/1122 x-IBM1122 estonian
      1123 1326/1123 x-IBM1123 ukrainian
      1130 1336/1130 - vietnamese
      1140 695/1140 IBM01140 us-euro
      1141 695/1141 IBM01141 german-euro
      1142 695/1142 IBM01142 danish-euro norwegian-euro
      1143 695/1143 IBM01143 finnish-euro swedish-euro
      1144 695/1144 IBM01144 italian-euro
      1145 695/1145 IBM01145 spanish-euro
      1146 695/1146 IBM01146 uk-euro
      1147 695/1147 IBM01147 french-euro
      1148 695/1148 IBM01148 belgian-euro international-euro
      1149 695/1149 IBM01149 icelandic-euro
      1160 1395/1160 - thai
      bracket 697/37 - oldibm bracket437
      930 1172/290+370/300 x-IBM930 japanese-kana
      933 1173/833+934/834 x-IBM933 korean
      935 1174/836+1080/837 x-IBM935 simplified-chinese
      937 1175/37+935/835 x-IBM937 traditional-chinese
      939 1172/1027+370/300 x-IBM939 japanese-latin
      1364 1173/833+934/834 x-IBM1364 korean-full
      """;

  private record Page(String name, List<Integer> ids, String charset) {
    CodePage read() {
      if (name.equals(CodePage.CP037.name())) {
        return CodePage.CP037;
      }
      String characters = charset.equals("-") ? OwnTables.characters(name) : singleBytes(charset);
      CodePage page = CodePage.of(name, ids.get(1), ids.get(0), characters);
      return ids.size() == 2
          ? page
          : page.withDoubleByte(ids.get(3), ids.get(2), first -> doubleBytes(charset, first));
    }
  }

  /** In the order of their numbers. */
  private static final List<String> NAMES = new ArrayList<>();

  private static final Map<String, Page> BY_NAME = new HashMap<>();
  private static final Map<String, CodePage> READ = new ConcurrentHashMap<>();

  static {
    PAGES.lines().map(line -> line.split(" ")).forEach(CodePages::define);
  }

  private CodePages() {}

  private static void define(String[] line) {
    List<Integer> ids = Stream.of(line[1].split("[/+]")).map(Integer::valueOf).toList();
    Page page = new Page(line[0], ids, line[2]);
    NAMES.add(page.name);
    BY_NAME.put(key(page.name), page);
    Stream.of(line).skip(3).forEach(other -> BY_NAME.put(other, page));
  }

  /** Without what is put before the number of a page in one place or another. */
  private static String key(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replaceFirst("^(cp|ibm)?-?0*(?=[0-9]+$)", "");
  }

  /** The names that there are, in the order of their numbers. */
  public static List<String> names() {
    return List.copyOf(NAMES);
  }

  /** What else they are called, for example {@code german-euro}. */
  public static List<String> otherNames() {
    return BY_NAME.keySet().stream()
        .filter(name -> Character.isLetter(name.charAt(0)) && !NAMES.contains(name))
        .sorted()
        .toList();
  }

  /**
   * The page of a name: its number, also with {@code cp}, {@code ibm} or {@code ibm-} before it, or
   * what s3270 calls it, for example {@code german-euro}.
   */
  public static Optional<CodePage> named(String name) {
    return Optional.ofNullable(BY_NAME.get(key(name)))
        .map(page -> READ.computeIfAbsent(page.name, n -> page.read()));
  }

  static String singleBytes(String charsetName) {
    Charset charset = Charset.forName(charsetName);
    StringBuilder characters = new StringBuilder(CodePage.SIZE);
    for (int code = CodePage.FIRST_GRAPHIC; code < 256; code++) {
      characters.append(charset.decode(ByteBuffer.wrap(new byte[] {(byte) code})).charAt(0));
    }
    return characters.toString();
  }

  private static String doubleBytes(String charsetName, int first) {
    Charset charset = Charset.forName(charsetName);
    StringBuilder characters = new StringBuilder();
    for (int second = DoubleByteSet.FIRST; second <= DoubleByteSet.LAST; second++) {
      byte[] shifted = {0x0E, (byte) first, (byte) second, 0x0F};
      characters.append(charset.decode(ByteBuffer.wrap(shifted)).charAt(0));
    }
    return characters.toString();
  }
}
