// SPDX-License-Identifier: EPL-2.0
package ch.ethz.iks.slp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The API against the real consumer of it: what Eclipse ECF's jSLP provider refers to. */
class WitnessTest {
  private static final String API = "ch/ethz/iks/slp/";

  private static Set<ConstantPool.Member> used() throws IOException {
    Path jar =
        Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
            .map(Path::of)
            .filter(p -> p.getFileName().toString().startsWith("org.eclipse.ecf.provider.jslp"))
            .findFirst()
            .orElseThrow();
    assertTrue(Files.isRegularFile(jar));
    Set<ConstantPool.Member> used =
        new TreeSet<>(java.util.Comparator.comparing(ConstantPool.Member::toString));
    try (JarFile consumer = new JarFile(jar.toFile())) {
      List<? extends ZipEntry> classes =
          consumer.stream().filter(e -> e.getName().endsWith(".class")).toList();
      for (ZipEntry each : classes) {
        try (InputStream in = consumer.getInputStream(each)) {
          ConstantPool.members(in).stream()
              .filter(member -> member.owner().startsWith(API))
              .forEach(used::add);
        }
      }
    }
    return used;
  }

  private static boolean exists(ConstantPool.Member member) throws ClassNotFoundException {
    Class<?> owner = Class.forName(member.owner().replace('/', '.'));
    assertTrue(java.lang.reflect.Modifier.isPublic(owner.getModifiers()), owner.getName());
    if (!member.descriptor().startsWith("(")) {
      return Arrays.stream(owner.getFields())
          .anyMatch(
              f ->
                  f.getName().equals(member.name())
                      && f.getType().descriptorString().equals(member.descriptor()));
    }
    if (member.name().equals("<init>")) {
      return Arrays.stream(owner.getConstructors())
          .anyMatch(
              c ->
                  MethodType.methodType(void.class, c.getParameterTypes())
                      .descriptorString()
                      .equals(member.descriptor()));
    }
    return Arrays.stream(owner.getMethods())
        .anyMatch(
            m ->
                m.getName().equals(member.name())
                    && MethodType.methodType(m.getReturnType(), m.getParameterTypes())
                        .descriptorString()
                        .equals(member.descriptor()));
  }

  @Test
  void everyMemberThatTheRealConsumerRefersToExistsWithItsDescriptor() throws Exception {
    Set<ConstantPool.Member> used = used();
    assertEquals(23, used.size(), used.toString());
    for (ConstantPool.Member member : used) {
      assertTrue(exists(member), member.toString());
    }
  }

  @Test
  void aMemberWithAnotherDescriptorIsMissed() throws Exception {
    assertFalse(
        exists(new ConstantPool.Member(API + "ServiceURL", "getPort", "()Ljava/lang/Integer;")));
    assertFalse(exists(new ConstantPool.Member(API + "ServiceURL", "<init>", "()V")));
    assertTrue(exists(new ConstantPool.Member(API + "ServiceURL", "NO_PORT", "I")));
  }
}
