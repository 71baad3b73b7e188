// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.codepage;

import java.util.Map;

/** The code pages that the Java runtime lacks; s3270 and GNU iconv agree on each of them. */
final class OwnTables {
  /** Stands where a code has no character. */
  private static final char NONE = '□';

  /** Twelve rows of sixteen characters, from code 0x40 on. */
  private static final Map<String, String> TABLES =
      Map.of(
          "275",
          """
           □□□□□□□□□É.<(+!
          &□□□□□□□□□$Ç*);^
          -/□□□□□□□□ç,%_>?
          □□□□□□□□□ã:ÕÃ'="
          □abcdefghi□□□□□□
          □jklmnopqr□□□□□□
          □~stuvwxyz□□□□□□
          □□□□□□□□□□□□□□□□
          õABCDEFGHI□□□□□□
          éJKLMNOPQR□□□□□□
          \\□STUVWXYZ□□□□□□
          0123456789□□□□□□
          """,
          "803",
          """
           □□□□□□□□□$.<(+|
          \u05D0□□□□□□□□□!¢*);¬
          -/□□□□□□□□□,%_>?
          □□□□□□□□□□:#@'="
          □\u05D1\u05D2\u05D3\u05D4\u05D5\u05D6\u05D7\u05D8\u05D9□□□□□□
          □\u05DA\u05DB\u05DC\u05DD\u05DE\u05DF\u05E0\u05E1\u05E2□□□□□□
          □□\u05E3\u05E4\u05E5\u05E6\u05E7\u05E8\u05E9\u05EA□□□□□□
          □□□□□□□□□□□□□□□□
          □ABCDEFGHI□□□□□□
          □JKLMNOPQR□□□□□□
          □□STUVWXYZ□□□□□□
          0123456789□□□□□□
          """,
          "880",
          """
           □ђѓё□ѕіїј[.<(+!
          &љњћќ□џЪ№Ђ]$*);^
          -/ЃЁ□ЅІЇЈЉ¦,%_>?
          ЊЋЌ□□Џюаб□:#@'="
          цabcdefghiдефгхи
          йjklmnopqrклмноп
          я□stuvwxyzрстужв
          ьызшэщчъЮАБЦДЕФГ
          □ABCDEFGHIХИЙКЛМ
          □JKLMNOPQRНОПЯРС
          \\¤STUVWXYZТУЖВЬЫ
          0123456789ЗШЭЩЧ□
          """,
          "1130",
          """
           \u00A0âäàáăåçñ[.<(+!
          &éêëèíîï\u0303ß]$*);^
          -/ÂÄÀÁĂÅÇÑ¦,%_>?
          øÉÊËÈÍÎÏ₫`:#@'="
          Øabcdefghi«»đ\u0309\u0300±
          °jklmnopqrªºæŒÆ¤
          µ~stuvwxyz¡¿Đ\u0323\u0301®
          ¢£¥·©§¶¼½¾¬|¯œŸ×
          {ABCDEFGHI\u00ADôöưóơ
          }JKLMNOPQR¹ûüùúÿ
          \\÷STUVWXYZ²ÔÖƯÓƠ
          0123456789³ÛÜÙÚ□
          """,
          "1160",
          """
           \u00A0กขฃคฅฆง[¢.<(+|
          &\u0E48จฉชซฌญฎ]!$*);¬
          -/ฏฐฑฒณดต^¦,%_>?
          ฿\u0E4Eถทธนบปผ`:#@'="
          ๏abcdefghiฝพฟภมย
          ๚jklmnopqrรฤลฦวศ
          ๛~stuvwxyzษสหฬอฮ
          ๐๑๒๓๔๕๖๗๘๙ฯะ\u0E31าำ\u0E34
          {ABCDEFGHI\u0E49\u0E35\u0E36\u0E37\u0E38\u0E39
          }JKLMNOPQR\u0E3Aเแโใไ
          \\\u0E4ASTUVWXYZๅๆ\u0E47\u0E48\u0E49\u0E4A
          0123456789\u0E4B\u0E4C\u0E4D\u0E4B€□
          """);

  private OwnTables() {}

  /** The characters of the codes 0x40 to 0xFF. */
  static String characters(String name) {
    if (name.equals("bracket")) {
      return bracket();
    }
    String table = TABLES.get(name);
    if (table == null) {
      throw new IllegalArgumentException("no table of code page " + name);
    }
    return table.replace("\n", "").replace(NONE, '\uFFFD');
  }

  /** Page 037 with the square brackets where many hosts and s3270 by default have them. */
  private static String bracket() {
    StringBuilder characters = new StringBuilder(CodePages.singleBytes("IBM037"));
    swap(characters, 0xAD, 0xBA); // Ý and [
    swap(characters, 0xBB, 0xBD); // ] and ¨
    return characters.toString();
  }

  private static void swap(StringBuilder characters, int one, int other) {
    int at = one - CodePage.FIRST_GRAPHIC;
    int there = other - CodePage.FIRST_GRAPHIC;
    char moved = characters.charAt(at);
    characters.setCharAt(at, characters.charAt(there));
    characters.setCharAt(there, moved);
  }
}
