// SPDX-License-Identifier: EPL-2.0
package org.example.loadstar.phonebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.loadstar.api.discovery.LuPool;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;

class PhoneBookTest {
  private static List<String> find(PhoneBook book, String pool, String type) {
    return book.find(new ServerQuery("", pool, type, null, null)).stream()
        .map(ServerOffer::address)
        .toList();
  }

  @Test
  void findsWhatIsConfigured() {
    PhoneBook book =
        new PhoneBook("tn1.example.com:23 load=20 pool=ACCOUNTS/3270002 pool=spare", "[::1]:2323");
    ServerOffer one = book.find(ServerQuery.any()).get(0);
    assertEquals("service:tn3270://tn1.example.com:23", one.url());
    assertEquals(OptionalInt.of(20), one.load());
    assertEquals(List.of(new LuPool("ACCOUNTS", "3270002"), new LuPool("SPARE", "")), one.pools());
    assertEquals("phonebook", one.source());
    ServerOffer two = book.find(ServerQuery.any()).get(1);
    assertEquals("service:tn3270://[::1]:2323", two.url());
    assertEquals("::1", two.host());
    assertEquals(OptionalInt.empty(), two.load());
  }

  @Test
  void findsWhatIsAskedFor() {
    PhoneBook book = new PhoneBook("a:1 pool=ACCOUNTS/3270002", "b:2 pool=PLANNING/3270005", "c:3");
    assertEquals(List.of("a:1", "b:2", "c:3"), find(book, "", ""));
    assertEquals(List.of("b:2", "c:3"), find(book, "planning", ""));
    assertEquals(List.of("a:1", "c:3"), find(book, "", "3270002"));
    assertEquals(List.of("c:3"), find(book, "ACCOUNTS", "3270005"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "host",
        "host:",
        ":23",
        "host:0",
        "host:65536",
        "host:23 load=101",
        "host:23 load",
        "host:23 pool=",
        "host:23 weight=5"
      })
  void aWrongLineIsNamed(String line) {
    Exception e = assertThrows(IllegalArgumentException.class, () -> new PhoneBook(line));
    assertTrue(e.getMessage().startsWith("servers: '" + line + "' is not HOST:PORT"));
  }

  @Test
  void theFavouriteScoresBest() {
    List<ServerOffer> offers =
        new PhoneBook("a:1 load=0", "B:2 load=90", "c:3").find(ServerQuery.any());
    double[] scores = new Favourite(" b:2 ").score(offers);
    assertEquals(3, scores.length);
    assertTrue(scores[1] < scores[0] && scores[0] < scores[2]);
    assertEquals(0, new Favourite("b:2").score(List.of()).length);
  }
}
