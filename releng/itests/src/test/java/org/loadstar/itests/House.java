// SPDX-License-Identifier: EPL-2.0
package org.loadstar.itests;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The arrows that the house allows: which packages each bundle may use. */
final class House {
  private static final Set<String> PROTOCOL = Set.of("org.loadstar.slp", "org.loadstar.tn3270");
  private static final Set<String> GROUND =
      Set.of("org.loadstar.net", "org.loadstar.guard", "org.loadstar.slp.endpoint");

  /** The one bundle that needs Eclipse. */
  static final String UI = "org.loadstar.ui";

  private static final Set<String> FACES = Set.of("org.loadstar.shell", UI);
  private static final String API = "org.loadstar.api";

  /** The package of jSLP, which only its bridge and our own jSLP may use, and the latter export. */
  private static final String JSLP = "ch.ethz.iks.slp";

  private static final String JSLP_ENGINE = "org.loadstar.jslp.engine";
  private static final List<String> ANNOTATIONS =
      List.of("org.jspecify.annotations", "org.osgi.annotation");

  private House() {}

  /** The bundles whose rooms are not providers; every other one is. */
  static boolean isProvider(String bundle) {
    return !PROTOCOL.contains(bundle)
        && !GROUND.contains(bundle)
        && !FACES.contains(bundle)
        && !bundle.equals(API);
  }

  /** Whether a bundle may export the package: no provider may, but our jSLP its API. */
  static boolean allowsExport(String bundle, String exported) {
    return !exported.contains(".internal")
        && (!isProvider(bundle) || (bundle.equals(JSLP_ENGINE) && exported.equals(JSLP)));
  }

  /** Whether code of the bundle may use the package. */
  static boolean allows(String bundle, String used, Set<String> allBundles) {
    if (used.equals(JSLP)) {
      return bundle.equals(JSLP_ENGINE) || bundle.equals("org.loadstar.jslp");
    }
    String owner = owner(used, allBundles);
    if (owner.equals(bundle) || used.startsWith("java.") || under(used, ANNOTATIONS)) {
      return true;
    }
    if (PROTOCOL.contains(bundle)) {
      return used.equals("io.netty.buffer");
    }
    if (bundle.equals(API)) {
      return used.startsWith("org.osgi.");
    }
    if (used.startsWith("org.eclipse.")) {
      // Not what SWT has below its interface: GTK.
      return bundle.equals(UI) && !used.contains(".internal");
    }
    if (FACES.contains(bundle)) {
      return owner.equals(API) || (owner.isEmpty() && !used.startsWith("io.netty"));
    }
    if (owner.isEmpty()) {
      return true;
    }
    if (used.contains(".internal")) {
      return false;
    }
    if (GROUND.contains(bundle)) {
      return switch (bundle) {
        case "org.loadstar.slp.endpoint" ->
            owner.equals("org.loadstar.slp") || owner.equals("org.loadstar.net");
        // The guard tells of extensions in the API's own DTO.
        case "org.loadstar.guard" -> used.equals("org.loadstar.api.extension");
        default -> false;
      };
    }
    return owner.equals(API) || PROTOCOL.contains(owner) || GROUND.contains(owner);
  }

  /** The bundle that holds the package: the longest symbolic name that it starts with. */
  static String owner(String used, Set<String> allBundles) {
    String best = "";
    for (String bundle : allBundles) {
      if ((used.equals(bundle) || used.startsWith(bundle + "."))
          && bundle.length() > best.length()) {
        best = bundle;
      }
    }
    return best;
  }

  private static boolean under(String used, List<String> prefixes) {
    return prefixes.stream().anyMatch(p -> used.equals(p) || used.startsWith(p + "."));
  }

  /** The package names of an OSGi header such as Import-Package. */
  static List<String> packages(String header) {
    List<String> names = new ArrayList<>();
    StringBuilder clause = new StringBuilder();
    boolean quoted = false;
    for (char c : (header + ",").toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        if (!clause.isEmpty()) {
          for (String part : clause.toString().split(";")) {
            if (!part.contains("=")) {
              names.add(part.strip());
            }
          }
        }
        clause.setLength(0);
      } else if (!quoted) {
        clause.append(c);
      }
    }
    return names;
  }
}
