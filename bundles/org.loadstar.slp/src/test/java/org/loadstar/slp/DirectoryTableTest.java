// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.loadstar.slp.DirectoryTable.Directory;
import org.loadstar.slp.DirectoryTable.News;

class DirectoryTableTest {
  private final DirectoryTable table = new DirectoryTable();

  private static InetAddress host(int last) {
    try {
      return InetAddress.getByAddress(new byte[] {10, 0, (byte) (last >> 8), (byte) last});
    } catch (UnknownHostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static DAAdvert advert(SlpHeader header, long boot, String scopes) {
    try {
      return new DAAdvert(
          header,
          SlpError.OK,
          boot,
          "service:directory-agent://192.0.2.1",
          Scopes.parse(scopes),
          "",
          "",
          List.of());
    } catch (SlpException wrong) {
      throw new AssertionError(wrong);
    }
  }

  private News heard(int host, long boot, String scopes) {
    return table.heard(advert(SlpHeader.v2(0), boot, scopes), host(host), false);
  }

  @Test
  void anAgentIsKnownByItsSenderNotByItsUrl() {
    assertEquals(News.NEW, heard(1, 100, "DEFAULT"));
    assertEquals(News.NONE, heard(1, 100, "DEFAULT"));
    assertEquals(host(1), table.all().get(0).address());
    assertEquals(1, table.serving(Scopes.DEFAULT).size());
  }

  @Test
  void aLaterBootIsARebootAndAnEarlierOneIsNotBelievedUnlessAskedFor() {
    heard(1, 100, "DEFAULT");
    assertEquals(News.REBOOTED, heard(1, 101, "DEFAULT"));
    assertEquals(News.REFUSED, heard(1, 99, "OTHER"));
    assertTrue(table.all().get(0).scopes().intersects(Scopes.DEFAULT));
    assertEquals(News.REBOOTED, table.heard(advert(SlpHeader.v2(7), 99, "DEFAULT"), host(1), true));
    assertEquals(99, table.all().get(0).boot());
  }

  @Test
  void aVersion1AgentRebootsWhenItsCounterFallsBelow256() {
    table.heard(advert(SlpHeader.v1(0x105), 1, "DEFAULT"), host(1), false);
    // an answer bears our transaction identifier, which counts nothing
    assertEquals(News.NONE, table.heard(advert(SlpHeader.v1(3), 1, "DEFAULT"), host(1), true));
    assertEquals(News.NONE, table.heard(advert(SlpHeader.v1(0x100), 1, "DEFAULT"), host(1), false));
    assertEquals(News.REBOOTED, table.heard(advert(SlpHeader.v1(0), 1, "DEFAULT"), host(1), false));
  }

  @Test
  void aVersion1AgentThatBeginsAnewBeforeItsSecondAdvertisementHasRebooted() {
    assertEquals(News.NEW, table.heard(advert(SlpHeader.v1(0), 1, "DEFAULT"), host(1), false));
    assertEquals(News.REBOOTED, table.heard(advert(SlpHeader.v1(0), 1, "DEFAULT"), host(1), false));
    // one that was asked first, and told nothing unasked since
    assertEquals(News.NEW, table.heard(advert(SlpHeader.v1(7), 1, "DEFAULT"), host(2), true));
    assertEquals(News.NONE, table.heard(advert(SlpHeader.v1(1), 1, "DEFAULT"), host(2), false));
    assertEquals(News.NONE, table.heard(advert(SlpHeader.v1(2), 1, "DEFAULT"), host(2), false));
    assertEquals(News.REBOOTED, table.heard(advert(SlpHeader.v1(0), 1, "DEFAULT"), host(2), false));
  }

  @Test
  void aFloodOfAdvertisementsReplacesNobody() throws UnknownHostException {
    table.configure(2, List.of(host(5000)));
    for (int i = 1; i <= 1000; i++) {
      assertEquals(i <= DirectoryTable.MOST ? News.NEW : News.REFUSED, heard(i, 1, "DEFAULT"));
    }
    assertEquals(DirectoryTable.MOST + 1, table.all().size());
    assertEquals(News.NEW, heard(5000, 1, "DEFAULT"));
    assertEquals(News.NONE, heard(1, 1, "DEFAULT"));
  }

  @Test
  void aConfiguredAgentStaysAndIsBelievedToServeUntilItTells() {
    table.configure(2, List.of(host(1)));
    Directory configured = table.all().get(0);
    assertTrue(configured.serves(Scopes.DEFAULT));
    assertEquals(News.NEW, heard(1, 100, "OTHER"));
    assertEquals(List.of(), table.serving(Scopes.DEFAULT));
    assertEquals(News.GONE, heard(1, 0, "OTHER"));
    assertFalse(table.all().get(0).heard());
    table.configure(2, List.of());
    assertEquals(List.of(), table.all());
  }

  @Test
  void oneNotConfiguredIsForgottenWhenItGoesOrIsSilent() {
    heard(1, 100, "DEFAULT");
    heard(2, 100, "DEFAULT");
    assertEquals(News.GONE, heard(1, 0, "DEFAULT"));
    assertEquals(News.NONE, heard(1, 0, "DEFAULT"));
    table.forget(table.all().get(0));
    assertEquals(List.of(), table.all());
    heard(3, 100, "DEFAULT");
    table.configure(2, List.of(host(3)));
    table.configure(2, List.of());
    assertTrue(table.all().get(0).heard());
  }

  @Test
  void oneOfVersionOneWithoutScopesServesAll() throws SlpException {
    table.heard(advert(SlpHeader.v1(0), DAAdvert.BOOT_UNKNOWN, ""), host(1), false);
    Directory unscoped = table.all().get(0);
    assertTrue(unscoped.unscoped());
    assertTrue(unscoped.serves(Scopes.parse("OPS")));
    table.heard(advert(SlpHeader.v1(1), DAAdvert.BOOT_UNKNOWN, "LAB"), host(1), false);
    assertFalse(table.all().get(0).serves(Scopes.parse("OPS")));
  }
}
