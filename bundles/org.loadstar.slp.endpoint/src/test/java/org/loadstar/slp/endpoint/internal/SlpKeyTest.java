// SPDX-License-Identifier: EPL-2.0
package org.loadstar.slp.endpoint.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.loadstar.slp.KeyRing;
import org.loadstar.slp.endpoint.SlpKey;
import org.loadstar.slp.endpoint.SlpKeys;
import org.loadstar.testkit.Configs;

/** Keys that are configured by files. */
class SlpKeyTest {
  @TempDir Path folder;

  private final Map<String, Object> values = new HashMap<>();

  private static KeyPair pair(String algorithm) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (!algorithm.equals("Ed25519")) {
      generator.initialize(1024);
    }
    return generator.generateKeyPair();
  }

  private String file(String name, Key key, boolean pem) throws Exception {
    Path file = folder.resolve(name);
    String kind = name.startsWith("open") ? "PUBLIC KEY" : "PRIVATE KEY";
    String text =
        "-----BEGIN "
            + kind
            + "-----\n"
            + Base64.getMimeEncoder().encodeToString(key.getEncoded())
            + "\n-----END "
            + kind
            + "-----\n";
    if (pem) {
      Files.writeString(file, text);
    } else {
      Files.write(file, key.getEncoded());
    }
    return file.toString();
  }

  private SlpKeyComponent.Config config() {
    return Configs.of(SlpKeyComponent.Config.class, values);
  }

  @ParameterizedTest
  @CsvSource({"Ed25519, 2, true", "Ed25519, 2, false", "DSA, 2, true", "rsa, 1, true"})
  void aKeyIsReadFromFiles(String algorithm, int version, boolean pem) throws Exception {
    KeyPair pair = pair(algorithm);
    values.put("spi", "lab");
    values.put("algorithm", algorithm);
    values.put("publicKey", file("open", pair.getPublic(), pem));
    SlpKeyComponent component = new SlpKeyComponent(config());
    KeyRing.Key open = component.key().orElseThrow();
    assertEquals("lab", open.spi());
    assertEquals(version, open.version());
    assertEquals(pair.getPublic(), open.publicKey());
    assertEquals(null, open.privateKey());
    values.put("privateKey", file("secret", pair.getPrivate(), pem));
    component.modified(config());
    assertEquals(pair.getPrivate(), component.key().orElseThrow().privateKey());
  }

  @Test
  void aWrongValueKeepsTheLastGoodKeyAndIsNamedWithoutAnyContent() throws Exception {
    KeyPair pair = pair("Ed25519");
    values.put("spi", "lab");
    values.put("publicKey", file("open", pair.getPublic(), true));
    values.put("privateKey", file("secret", pair.getPrivate(), true));
    SlpKeyComponent component = new SlpKeyComponent(config());
    KeyRing.Key good = component.key().orElseThrow();
    String other = file("secret-other", pair("Ed25519").getPrivate(), true);
    Path broken = Files.writeString(folder.resolve("broken"), "hunter2");
    assertNamed(component, "spi", "a,b", "allowed is a name without comma");
    assertNamed(component, "algorithm", "EC", "[Ed25519, DSA, RSA]");
    assertNamed(component, "publicKey", folder.resolve("none").toString(), "publicKey of lab");
    assertNamed(component, "publicKey", broken.toString(), "X.509 in PEM or DER");
    assertNamed(component, "privateKey", broken.toString(), "PKCS#8 in PEM or DER");
    assertNamed(component, "privateKey", other, "does not belong to publicKey");
    assertEquals(good, component.key().orElseThrow());
  }

  private void assertNamed(SlpKeyComponent component, String key, String value, String expected) {
    List<String> logged = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            logged.add(line.getMessage() + line.getThrown());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger log = Logger.getLogger(SlpKey.class.getName());
    log.addHandler(handler);
    Object before = values.put(key, value);
    try {
      component.modified(config());
    } finally {
      log.removeHandler(handler);
      values.remove(key);
      if (before != null) {
        values.put(key, before);
      }
    }
    assertEquals(1, logged.size(), logged.toString());
    assertTrue(logged.get(0).contains(expected), logged.toString());
    assertFalse(logged.get(0).contains("hunter2"), logged.toString());
  }

  @Test
  void oneThatHasNeverBeenRightIsNone() {
    SlpKeyComponent component = new SlpKeyComponent(config());
    assertTrue(component.key().isEmpty());
    SlpKeys keys = new SlpKeys();
    keys.add(component);
    assertEquals(List.of(), keys.ring().spis());
  }

  @Test
  void keysComeAndGo() throws Exception {
    KeyRing.Key key = new KeyRing.Key("lab", pair("Ed25519").getPublic(), null);
    SlpKey service = () -> java.util.Optional.of(key);
    SlpKeys keys = new SlpKeys();
    keys.add(service);
    keys.add(service);
    assertEquals(List.of("lab"), keys.ring().spis());
    keys.remove(service);
    assertEquals(List.of(), keys.ring().spis());
  }
}
