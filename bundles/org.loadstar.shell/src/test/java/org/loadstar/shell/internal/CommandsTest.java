// SPDX-License-Identifier: EPL-2.0
package org.loadstar.shell.internal;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.api.agent.AgentRuntimeDTO;
import org.loadstar.api.directory.DirectoryRuntimeDTO;
import org.loadstar.api.discovery.DiscoveryRuntimeDTO;
import org.loadstar.api.discovery.LuPool;
import org.loadstar.api.discovery.SearchReport;
import org.loadstar.api.discovery.ServerList;
import org.loadstar.api.discovery.ServerListener;
import org.loadstar.api.discovery.ServerLocator;
import org.loadstar.api.discovery.ServerOffer;
import org.loadstar.api.discovery.ServerQuery;
import org.loadstar.api.extension.ExtensionDTO;
import org.loadstar.api.ranking.LoadRanker;
import org.loadstar.api.ranking.RankedOffer;
import org.loadstar.api.ranking.Ranking;
import org.loadstar.api.ranking.Requirements;
import org.loadstar.api.session.SessionProfile;
import org.loadstar.shell.wire.JsonException;
import org.loadstar.shell.wire.JsonReader;
import org.loadstar.shell.wire.Reply;
import org.loadstar.shell.wire.Request;

class CommandsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");

  private final ApiServices services = new ApiServices();
  private final CommandTable commands = new CommandTable(services);
  private final List<ServerQuery> asked = new ArrayList<>();

  private Reply run(boolean json, String command, String... args) {
    return commands.run(new Request(command, List.of(args), json));
  }

  private static ServerOffer offer(String host, int load) {
    return new ServerOffer(
        "service:tn3270://" + host + ":23",
        host,
        23,
        OptionalInt.of(load),
        List.of(new LuPool("A", "3270002")),
        new TreeMap<>(),
        List.of("DEFAULT"),
        "slp",
        NOW.minusSeconds(2));
  }

  /** Finds these; ranks them as they are, the last one being unusable. */
  private void found(ServerOffer... offers) {
    services.locator =
        new ServerLocator() {
          @Override
          public CompletionStage<ServerList> find(ServerQuery query) {
            asked.add(query);
            return CompletableFuture.completedFuture(
                new ServerList(
                    List.of(offers),
                    query.complete(),
                    new SearchReport(
                        List.of("DEFAULT"),
                        List.of(2),
                        List.of("lo"),
                        Duration.ofMillis(10),
                        Duration.ofMillis(20),
                        Duration.ofMillis(30),
                        List.of("a note"))));
          }

          @Override
          public Watch watch(ServerQuery query, ServerListener listener) {
            throw new UnsupportedOperationException();
          }
        };
    services.ranker =
        new LoadRanker() {
          @Override
          public CompletionStage<Ranking> rank(List<ServerOffer> all, Requirements requirements) {
            List<RankedOffer> ranked = new ArrayList<>();
            for (ServerOffer each : all) {
              boolean usable = ranked.size() < all.size() - 1;
              ranked.add(
                  new RankedOffer(
                      each,
                      usable,
                      usable ? each.load().orElse(0) : Double.NaN,
                      usable ? "load" : "no TLS"));
            }
            return CompletableFuture.completedFuture(new Ranking(ranked, "s", NOW, List.of()));
          }

          @Override
          public void failed(ServerOffer each, String reason) {}

          @Override
          public void succeeded(ServerOffer each) {}
        };
  }

  @Test
  void findPrintsServersInTheirOrder() {
    found(offer("h1", 5), offer("h2", 60));
    Reply reply = run(false, "find", "--pool", "A", "--type", "3270002", "--scope", "S");
    assertEquals(0, reply.exit(), reply.err());
    assertEquals(
        """
            SERVER  LOAD  POOLS      AGE  SOURCE  WHY
        1.  h1:23      5  A 3270002  2 s  slp     load
         -  h2:23     60  A 3270002  2 s  slp     unusable: no TLS
        The list is usable; a late server may be missing (find --complete waits for it).
        """,
        reply.out());
    assertEquals("a note\n", reply.err());
    assertEquals(List.of(new ServerQuery("S", "A", "3270002", null, null)), asked);
  }

  @Test
  void findTellsWhatIsSigned() throws JsonException {
    ServerOffer h1 = offer("h1", 5);
    ServerOffer signed =
        new ServerOffer(
            h1.url(),
            h1.host(),
            h1.port(),
            h1.load(),
            h1.pools(),
            h1.attributes(),
            h1.scopes(),
            h1.source(),
            h1.seen(),
            true);
    found(signed, offer("h2", 60));
    assertEquals(
        """
            SERVER  LOAD  POOLS      AGE  SOURCE       WHY
        1.  h1:23      5  A 3270002  2 s  slp, signed  load
         -  h2:23     60  A 3270002  2 s  slp          unusable: no TLS
        """,
        run(false, "find").out().lines().limit(3).map(l -> l + "\n").collect(joining()));
    List<?> offers = (List<?>) JsonReader.readObject(run(true, "find").out()).get("offers");
    assertEquals(
        List.of(true, false), offers.stream().map(o -> ((Map<?, ?>) o).get("signed")).toList());
  }

  @Test
  void findWaitsForTheCompleteListByOneInterfaceAndVersion() throws JsonException {
    found(offer("h1", 5));
    String[] args = {"--complete", "--interface", "eth1", "--slp", "1"};
    assertTrue(run(false, "find", args).out().endsWith("The list is complete.\n"));
    assertEquals(new ServerQuery("", "", "", null, null, true, "eth1", List.of(1)), asked.get(0));
    assertEquals("complete", JsonReader.readObject(run(true, "find", args).out()).get("list"));
    assertEquals("usable", JsonReader.readObject(run(true, "find").out()).get("list"));
    run(false, "find", "--slp=1,2");
    assertEquals(List.of(1, 2), asked.get(asked.size() - 1).versions());
    Reply wrong = run(false, "find", "--slp", "3");
    assertEquals(2, wrong.exit());
    assertTrue(wrong.err().startsWith("find: --slp '3' is not 1, 2 or 1,2"), wrong.err());
  }

  @Test
  void findTellsTheDirectoryAgentsThatAreKnown() throws JsonException {
    DiscoveryRuntimeDTO told = new DiscoveryRuntimeDTO();
    told.directoryDiscovery = "active";
    org.loadstar.api.discovery.DirectoryAgentDTO known =
        new org.loadstar.api.discovery.DirectoryAgentDTO();
    known.address = "192.0.2.7";
    known.version = 2;
    known.heard = true;
    known.scopes = List.of("DEFAULT", "OPS");
    told.directoryAgents.add(known);
    services.discovery = () -> told;
    found(offer("h1", 5));
    String text = run(false, "find").out();
    assertTrue(
        text.endsWith("Directory agent 192.0.2.7 (SLPv2, scopes DEFAULT, OPS, found: active).\n"),
        text);
    Map<String, Object> json = JsonReader.readObject(run(true, "find").out());
    assertEquals("active", json.get("directoryDiscovery"));
    assertEquals(
        "192.0.2.7", ((Map<?, ?>) ((List<?>) json.get("directoryAgents")).get(0)).get("address"));
  }

  @Test
  void findTellsTheSameAsOneJsonDocument() throws JsonException {
    found(offer("h1", 5), offer("h2", 60));
    Map<String, Object> document = JsonReader.readObject(run(true, "find").out());
    assertTrue(document.get("offers") instanceof List<?>);
    Map<?, ?> first = (Map<?, ?>) ((List<?>) document.get("offers")).get(0);
    assertEquals("service:tn3270://h1:23", first.get("url"));
    assertEquals(5L, first.get("load"));
    assertEquals(2000L, first.get("ageMillis"));
    assertEquals(List.of(Map.of("name", "A", "deviceType", "3270002")), first.get("pools"));
    assertEquals(false, ((Map<?, ?>) ((List<?>) document.get("offers")).get(1)).get("usable"));
  }

  @Test
  void whenNothingIsFoundWhatWasTriedIsTold() throws JsonException {
    found();
    Reply reply = run(false, "find");
    assertEquals(3, reply.exit());
    for (String told :
        List.of("scopes: DEFAULT", "versions: 2", "lo", "10 ms", "20 ms", "a note")) {
      assertTrue(reply.err().contains(told), reply.err());
    }
    Reply json = run(true, "find");
    assertEquals(3, json.exit());
    assertEquals(List.of(), JsonReader.readObject(json.out()).get("offers"));
  }

  @Test
  void aMissingProviderIsNamed() {
    for (String command :
        List.of("find", "screen", "open", "sessions", "agent", "directory", "server")) {
      Reply reply = run(true, command);
      assertEquals(5, reply.exit(), command);
      assertTrue(reply.err().matches("org\\.loadstar\\.\\w+ does not run in .*\n"), reply.err());
      assertEquals("", reply.out());
    }
  }

  @Test
  void wrongArgumentsEndWithTheUse() {
    assertEquals(2, run(false, "bias", "a").exit());
    assertEquals(2, run(false, "bias", "a", "101").exit());
    assertEquals(2, run(false, "find", "x").exit());
    assertEquals(2, run(false, "screen", "nonsense").exit());
    assertEquals(2, run(false, "screen", "--keys", "[NOKEY]").exit());
    assertTrue(run(false, "close").err().contains("use: close SESSION | --all"));
  }

  @Test
  void theAgentTellsItsServersAndWhoIsQuarantined() throws JsonException {
    AgentRuntimeDTO told = new AgentRuntimeDTO();
    told.listening = true;
    told.port = 1427;
    told.scopes.add("DEFAULT");
    AgentRuntimeDTO.ServerDTO server = new AgentRuntimeDTO.ServerDTO();
    server.name = "one";
    server.load = 60;
    server.loadSource = "12 of 20 sessions";
    told.servers.add(server);
    ExtensionDTO extension = new ExtensionDTO();
    extension.kind = "LoadContributor";
    extension.name = "bad";
    extension.bundle = "org.example";
    extension.faults = 3;
    extension.quarantined = true;
    extension.lastFault = "it threw";
    told.extensions.add(extension);
    services.agent = () -> told;
    String text = run(false, "agent").out();
    assertTrue(text.contains("port 1427") && text.contains("12 of 20 sessions"), text);
    assertTrue(text.contains("bad of bundle org.example is quarantined after 3 faults"), text);
    Map<?, ?> json =
        (Map<?, ?>)
            ((List<?>) JsonReader.readObject(run(true, "agent").out()).get("servers")).get(0);
    assertEquals(60L, json.get("load"));
    assertFalse(json.containsKey("class"));
  }

  @Test
  void theAgentTellsItsDirectoryAgentsAndOtherServices() throws JsonException {
    AgentRuntimeDTO told = new AgentRuntimeDTO();
    AgentRuntimeDTO.ServiceDTO service = new AgentRuntimeDTO.ServiceDTO();
    service.url = "service:printer:lpr://host/queue";
    service.scopes.add("OPS");
    told.services.add(service);
    AgentRuntimeDTO.DirectoryAgentDTO directory = new AgentRuntimeDTO.DirectoryAgentDTO();
    directory.address = "192.0.2.7";
    directory.version = 2;
    directory.scopes.addAll(List.of("DEFAULT", "OPS"));
    directory.state = "refused";
    directory.found = "passive";
    directory.registered = 3;
    directory.refusal = "service:x://h: SCOPE_NOT_SUPPORTED";
    told.directoryAgents.add(directory);
    services.agent = () -> told;
    String text = run(false, "agent").out();
    assertFalse(text.contains("Nothing is advertised"), text);
    assertTrue(text.contains("service:printer:lpr://host/queue  OPS"), text);
    String row =
        " *192\\.0\\.2\\.7 +2 +DEFAULT,OPS +refused +passive +3 +service:x://h: SCOPE_NOT.*";
    assertTrue(text.lines().anyMatch(line -> line.matches(row)), text);
    Map<?, ?> json =
        (Map<?, ?>)
            ((List<?>) JsonReader.readObject(run(true, "agent").out()).get("directoryAgents"))
                .get(0);
    assertEquals("192.0.2.7", json.get("address"));
    assertEquals("refused", json.get("state"));
    assertEquals(3L, json.get("registered"));
    assertEquals(2L, json.get("version"));
    assertEquals("passive", json.get("found"));
  }

  @Test
  void theDirectoryIsShownWithWhatIsRegistered() throws JsonException {
    DirectoryRuntimeDTO told = new DirectoryRuntimeDTO();
    services.directory = () -> told;
    assertTrue(run(false, "directory").out().contains("Not a directory agent"));
    told.enabled = true;
    told.listening = true;
    told.port = 427;
    told.scopes.add("DEFAULT");
    told.registrations = 2;
    DirectoryRuntimeDTO.ServiceDTO service = new DirectoryRuntimeDTO.ServiceDTO();
    service.url = "service:tn3270://a:23";
    service.attributes = "(LOAD=35)";
    told.services.add(service);
    String text = run(false, "directory").out();
    assertTrue(text.contains("port 427 for scopes DEFAULT"), text);
    assertTrue(text.contains("service:tn3270://a:23") && text.contains("(LOAD=35)"), text);
    assertTrue(text.contains("... and 1 more"), text);
    assertEquals(2L, JsonReader.readObject(run(true, "directory").out()).get("registrations"));
  }

  private void refused(String message, String... args) {
    Reply reply = run(false, "screen", args);
    assertEquals(2, reply.exit(), reply.err());
    assertTrue(reply.err().contains(message), reply.err());
  }

  @Test
  void screenTellsWhatIsWrongWithItsArguments() {
    refused("--wait takes a text, or [UNLOCKED]", "h:23", "--wait", "[LOCKED]");
    refused("--wait takes a text, or [UNLOCKED]", "h:23", "--wait", " ");
    refused("there is no key [NOKEY]", "h:23", "--keys", "a[NOKEY]");
    refused("--timeout '0' is not a whole number from 1 to 600", "h:23", "--timeout", "0");
    refused("--model '6' is neither", "h:23", "--model", "6");
    refused("--session does not go with", "--session", "s1", "--model", "2");
    refused("'h' is not HOST:PORT", "h");
    refused("the URI is wrong: a tn3270 URI has no path", "tn3270://h/LU1");
    Reply secret = run(false, "screen", "tn3270://me:CANARY-xyzzy@h");
    assertFalse(secret.err().contains("CANARY"), secret.err());
    refused("cannot be written", "h:23", "--trace", "/nowhere/at/all");
  }

  @Test
  void screenTellsWhatIsWrongWithItsEncryption() {
    refused("--starttls 'off' is neither prefer nor require", "h:23", "--starttls", "off");
    refused("--starttls does not go with that", "h:23", "--tls", "--starttls", "prefer");
    refused("--starttls does not go with that", "tn3270s://h", "--starttls", "require");
    refused("--tls-profile wants --tls or --starttls", "h:23", "--tls-profile", "own");
    refused("--session does not go with", "--session", "s1", "--tls");
  }

  /** How a session is encrypted, by the arguments of {@code screen} and {@code open}. */
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "h:992, OFF false ''",
        "h:992 --tls, REQUIRE false ''",
        "h:992 --tls --tls-profile=own, REQUIRE false 'own'",
        "h:23 --starttls prefer, PREFER true ''",
        "h:23 --starttls require --tls-profile own, REQUIRE true 'own'",
        "tn3270s://h --tls-profile own, REQUIRE false 'own'",
        "tn3270s://h --tls, REQUIRE false ''",
        "--tls --pool A, REQUIRE false ''"
      })
  void argumentsTellHowASessionIsEncrypted(String args, String encryption) throws Exception {
    Arguments given =
        Arguments.parse(
            new OpenCommand(services),
            List.of(args.split(" ")),
            Profiles.FLAGS,
            Profiles.OPTIONS,
            1);
    SessionProfile profile = Profiles.of(new OpenCommand(services), given, services);
    assertEquals(
        encryption, profile.tls() + " " + profile.startTls() + " '" + profile.tlsProfile() + "'");
  }

  @Test
  void traceTellsWhatIsWrongWithItsArguments() {
    assertEquals("No session is being traced.\n", run(false, "trace").out());
    assertEquals("{\"traces\":[]}\n", run(true, "trace").out());
    assertTrue(run(false, "trace", "s1").err().contains("a session and a file"));
    assertTrue(run(false, "trace", "--stop").err().contains("a session and --stop"));
    assertTrue(run(false, "trace", "s1", "--stop").err().contains("'s1' is not being traced"));
    assertEquals(5, run(false, "trace", "s1", "/tmp/x").exit());
  }
}
