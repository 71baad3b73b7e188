// SPDX-License-Identifier: EPL-2.0
package org.loadstar.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import org.junit.jupiter.api.Test;

class MutationsTest {
  @Test
  void findsAPlantedBug() {
    List<byte[]> corpus = List.of(new byte[] {1, 2, 3, 4}, new byte[] {9, 9, 9});
    AssertionError found =
        assertThrows(
            AssertionError.class,
            () ->
                Mutations.run(
                    "planted",
                    corpus,
                    1,
                    in -> {
                      if (in.length > 2 && in[0] == 1 && in[2] == (byte) 0xFF) {
                        throw new IndexOutOfBoundsException();
                      }
                    }));
    assertTrue(found.getMessage().contains("seed"), found.getMessage());
  }

  @Test
  void anUnreleasedBufferIsSeen() {
    ByteBuf leaked = UnpooledByteBufAllocator.DEFAULT.directBuffer(8);
    assertEquals(1, LeakDetector.open().size());
    leaked.release();
    assertEquals(0, LeakDetector.open().size());
  }
}
