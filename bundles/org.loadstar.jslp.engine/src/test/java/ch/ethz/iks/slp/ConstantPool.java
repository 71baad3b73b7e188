// SPDX-License-Identifier: EPL-2.0
package ch.ethz.iks.slp;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** The members that a class refers to, read from its constant pool (JVMS section 4.4). */
final class ConstantPool {
  /**
   * A field or method of a class.
   *
   * @param owner such as {@code java/lang/Object}
   * @param descriptor such as {@code ()V}
   */
  record Member(String owner, String name, String descriptor) {}

  private ConstantPool() {}

  static List<Member> members(InputStream classFile) throws IOException {
    DataInputStream in = new DataInputStream(classFile);
    if (in.readInt() != 0xCAFEBABE) {
      throw new IOException("no class file");
    }
    in.readInt(); // the version
    int count = in.readUnsignedShort();
    String[] texts = new String[count];
    int[][] entries = new int[count][];
    for (int i = 1; i < count; i++) {
      int tag = in.readUnsignedByte();
      switch (tag) {
        case 1 -> texts[i] = in.readUTF();
        case 7, 8, 16, 19, 20 -> entries[i] = new int[] {tag, in.readUnsignedShort()};
        case 9, 10, 11, 12, 17, 18 ->
            entries[i] = new int[] {tag, in.readUnsignedShort(), in.readUnsignedShort()};
        case 15 -> in.skipNBytes(3);
        case 3, 4 -> in.skipNBytes(4);
        case 5, 6 -> {
          in.skipNBytes(8);
          i++; // a long or double takes two
        }
        default -> throw new IOException("constant of kind " + tag);
      }
    }
    List<Member> members = new ArrayList<>();
    for (int[] entry : entries) {
      if (entry != null && entry[0] >= 9 && entry[0] <= 11) {
        int[] nameAndType = entries[entry[2]];
        members.add(
            new Member(texts[entries[entry[1]][1]], texts[nameAndType[1]], texts[nameAndType[2]]));
      }
    }
    return members;
  }
}
