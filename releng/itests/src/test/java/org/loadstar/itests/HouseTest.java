// SPDX-License-Identifier: EPL-2.0
package org.loadstar.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads every manifest and every class file, and fails on an arrow that the house forbids. */
class HouseTest {
  private static final Path BUNDLES = Path.of(System.getProperty("loadstar.root"), "bundles");

  private static Map<String, Path> classes() throws IOException {
    Map<String, Path> found = new TreeMap<>();
    try (Stream<Path> all = Files.list(BUNDLES)) {
      for (Path bundle : all.filter(p -> Files.exists(p.resolve("bnd.bnd"))).toList()) {
        found.put(bundle.getFileName().toString(), bundle.resolve("target/classes"));
      }
    }
    return found;
  }

  @Test
  void everyRoomIsThereAndIsNotEmpty() throws IOException {
    Map<String, Path> bundles = classes();
    assertTrue(bundles.size() >= 12, bundles.keySet().toString());
    for (Map.Entry<String, Path> bundle : bundles.entrySet()) {
      try (Stream<Path> files = Files.walk(bundle.getValue())) {
        long count =
            files
                .filter(f -> f.toString().endsWith(".class"))
                .filter(f -> !f.endsWith("package-info.class"))
                .count();
        assertTrue(count > 0, bundle.getKey() + " has no class");
      }
    }
  }

  @Test
  void noClassUsesWhatItsRoomMayNot() throws IOException {
    Map<String, Path> bundles = classes();
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, Path> bundle : bundles.entrySet()) {
      for (JavaClass type : new ClassFileImporter().importPath(bundle.getValue())) {
        for (Dependency arrow : type.getDirectDependenciesFromSelf()) {
          JavaClass target = arrow.getTargetClass().getBaseComponentType();
          String used = target.getPackageName();
          if (!target.isPrimitive() && !House.allows(bundle.getKey(), used, bundles.keySet())) {
            wrong.add(type.getName() + " -> " + target.getName());
          }
        }
      }
    }
    assertEquals(Set.of(), new TreeSet<>(wrong));
  }

  @Test
  void noManifestImportsWhatItsRoomMayNot() throws IOException {
    Map<String, Path> bundles = classes();
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, Path> bundle : bundles.entrySet()) {
      try (InputStream in =
          Files.newInputStream(bundle.getValue().resolve("META-INF/MANIFEST.MF"))) {
        var headers = new Manifest(in).getMainAttributes();
        String name = headers.getValue("Bundle-SymbolicName");
        assertEquals(bundle.getKey(), name.replaceAll(";.*", ""));
        String imports = headers.getValue("Import-Package");
        for (String used : House.packages(imports == null ? "" : imports)) {
          if (!House.allows(bundle.getKey(), used, bundles.keySet())) {
            wrong.add(bundle.getKey() + " imports " + used);
          }
        }
        String exports = headers.getValue("Export-Package");
        for (String out : House.packages(exports == null ? "" : exports)) {
          if (!House.allowsExport(bundle.getKey(), out)) {
            wrong.add(bundle.getKey() + " exports " + out);
          }
        }
        if (headers.getValue("Require-Bundle") != null && !bundle.getKey().equals(House.UI)) {
          wrong.add(bundle.getKey() + " requires a bundle");
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @ParameterizedTest
  @CsvSource({
    "org.loadstar.session, org.loadstar.ranking.internal",
    "org.loadstar.session, org.loadstar.discovery",
    "org.loadstar.session, org.loadstar.net.internal",
    "org.loadstar.shell, org.loadstar.agent.internal",
    "org.loadstar.shell, org.loadstar.slp",
    "org.loadstar.shell, io.netty.buffer",
    "org.loadstar.slp, io.netty.channel",
    "org.loadstar.slp, org.slf4j",
    "org.loadstar.tn3270, org.loadstar.slp",
    "org.loadstar.api, org.loadstar.slp",
    "org.loadstar.api, io.netty.buffer",
    "org.loadstar.net, org.loadstar.api.session",
    "org.loadstar.net, org.loadstar.slp.endpoint",
    "org.loadstar.jslp, org.loadstar.jslp.engine.internal",
    "org.loadstar.jslp, org.loadstar.discovery.internal",
    "org.loadstar.jslp.engine, org.loadstar.jslp.internal",
    "org.loadstar.discovery, ch.ethz.iks.slp",
    "org.loadstar.shell, ch.ethz.iks.slp",
    "org.loadstar.shell, org.eclipse.swt.widgets",
    "org.loadstar.session, org.eclipse.core.runtime",
    "org.loadstar.ui, org.loadstar.discovery.internal",
    "org.loadstar.ui, org.loadstar.tn3270",
    "org.loadstar.ui, io.netty.buffer",
    "org.loadstar.ui, org.eclipse.swt.internal.gtk"
  })
  void aForbiddenArrowIsSeen(String bundle, String used) throws IOException {
    assertFalse(House.allows(bundle, used, classes().keySet()));
  }

  @ParameterizedTest
  @CsvSource({
    "org.loadstar.session, org.loadstar.api.ranking",
    "org.loadstar.session, org.loadstar.tn3270.screen",
    "org.loadstar.session, io.netty.channel",
    "org.loadstar.discovery, org.loadstar.slp.endpoint",
    "org.loadstar.slp.endpoint, org.loadstar.slp",
    "org.loadstar.slp, io.netty.buffer",
    "org.loadstar.api, org.osgi.dto",
    "org.loadstar.jslp, ch.ethz.iks.slp",
    "org.loadstar.jslp.engine, ch.ethz.iks.slp",
    "org.loadstar.ui, org.loadstar.api.discovery",
    "org.loadstar.ui, org.eclipse.swt.widgets"
  })
  void anAllowedArrowIsNot(String bundle, String used) throws IOException {
    assertTrue(House.allows(bundle, used, classes().keySet()));
  }

  @ParameterizedTest
  @CsvSource({
    "org.loadstar.discovery, org.loadstar.discovery, false",
    "org.loadstar.jslp, ch.ethz.iks.slp, false",
    "org.loadstar.jslp.engine, ch.ethz.iks.slp, true",
    "org.loadstar.jslp.engine, ch.ethz.iks.slp.internal, false",
    "org.loadstar.slp, org.loadstar.slp, true",
    "org.loadstar.net, org.loadstar.net.internal, false"
  })
  void noProviderExportsAnythingButOurJslpItsApi(String bundle, String out, boolean allowed) {
    assertEquals(allowed, House.allowsExport(bundle, out));
  }
}
