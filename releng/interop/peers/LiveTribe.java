// SPDX-License-Identifier: EPL-2.0

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.livetribe.slp.Attributes;
import org.livetribe.slp.SLP;
import org.livetribe.slp.Scopes;
import org.livetribe.slp.ServiceInfo;
import org.livetribe.slp.ServiceType;
import org.livetribe.slp.ServiceURL;
import org.livetribe.slp.da.StandardDirectoryAgentServer;
import org.livetribe.slp.sa.ServiceAgent;
import org.livetribe.slp.settings.Keys;
import org.livetribe.slp.settings.MapSettings;
import org.livetribe.slp.settings.Settings;
import org.livetribe.slp.ua.UserAgentClient;

/**
 * LiveTribe's agents, told what to do on standard input: a command a line, its words separated by a
 * vertical bar; the answer is a line of results separated by a vertical bar, or begins with
 * "fault".
 *
 * <pre>
 *   da                       starts a directory agent
 *   registered               what it knows: URLs with attributes
 *   sa|URL|ATTRIBUTES        starts a service agent that offers this
 *   withdraw|URL             takes it back
 *   find|TYPE|FILTER         the URLs of services
 *   attributes|URL or TYPE   all attributes
 *   types                    the service types
 * </pre>
 */
public final class LiveTribe {
  private static final String LANGUAGE = "en";
  private static StandardDirectoryAgentServer directoryAgent;
  private static ServiceAgent serviceAgent;
  private static UserAgentClient userAgent;
  private static Settings settings;

  private LiveTribe() {}

  public static void main(String[] args) throws Exception {
    Logger.getLogger("").setLevel(Level.WARNING);
    settings = new MapSettings();
    settings.put(Keys.MULTICAST_MAX_WAIT_KEY, 4000);
    settings.put(Keys.MULTICAST_TIMEOUTS_KEY, new int[] {250, 500, 1000});
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String answer;
      try {
        answer = String.join("|", answer(line.split("\\|")));
      } catch (Exception e) {
        answer = "fault " + e;
      }
      System.out.println(answer);
    }
    System.exit(0);
  }

  private static List<String> answer(String[] words) throws Exception {
    List<String> answer = new ArrayList<>();
    switch (words[0]) {
      case "da":
        directoryAgent = StandardDirectoryAgentServer.newInstance(settings);
        directoryAgent.start();
        break;
      case "registered":
        for (ServiceInfo service : directoryAgent.getServices()) {
          answer.add(service.getServiceURL().getURL() + " " + service.getAttributes().asString());
        }
        break;
      case "sa":
        if (serviceAgent == null) {
          serviceAgent = SLP.newServiceAgent(settings);
          serviceAgent.start();
        }
        serviceAgent.register(
            new ServiceInfo(
                new ServiceURL(words[1]), LANGUAGE, Scopes.DEFAULT, Attributes.from(words[2])));
        break;
      case "withdraw":
        serviceAgent.deregister(new ServiceURL(words[1]), LANGUAGE);
        break;
      case "find":
        for (ServiceInfo service :
            userAgent()
                .findServices(
                    new ServiceType(words[1]),
                    LANGUAGE,
                    Scopes.DEFAULT,
                    words.length > 2 ? words[2] : "")) {
          answer.add(service.getServiceURL().getURL());
        }
        break;
      case "attributes":
        Attributes all =
            words[1].contains("//")
                ? userAgent()
                    .findAttributes(
                        new ServiceURL(words[1]), LANGUAGE, Scopes.DEFAULT, Attributes.NONE)
                : userAgent()
                    .findAttributes(
                        new ServiceType(words[1]), LANGUAGE, Scopes.DEFAULT, Attributes.NONE);
        answer.add(all.asString());
        break;
      case "types":
        for (ServiceType type : userAgent().findServiceTypes("", Scopes.DEFAULT)) {
          answer.add(type.asString());
        }
        break;
      default:
        throw new IllegalArgumentException(words[0]);
    }
    return answer;
  }

  private static UserAgentClient userAgent() {
    if (userAgent == null) {
      userAgent = SLP.newUserAgentClient(settings);
    }
    return userAgent;
  }
}
