// SPDX-License-Identifier: EPL-2.0
package org.loadstar.tn3270.trace;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.loadstar.tn3270.codepage.CodePage;

/**
 * What was typed into fields that are not displayed, to be recognised where somebody repeats it: in
 * EBCDIC and in ASCII, as it was typed, in capitals and in small letters.
 */
final class Secrets {
  /** A shorter one would be found everywhere; it is masked in its field alone. */
  private static final int SHORTEST = 4;

  private static final int KEPT = 96;

  private final CodePage codePage;
  private final Deque<byte[]> forms = new ArrayDeque<>();

  Secrets(CodePage codePage) {
    this.codePage = codePage;
  }

  void learn(byte[] codes) {
    String typed = codePage.decode(codes).strip();
    if (typed.length() < SHORTEST) {
      return;
    }
    Set<String> texts = new LinkedHashSet<>();
    texts.add(typed);
    texts.add(typed.toUpperCase(Locale.ROOT));
    texts.add(typed.toLowerCase(Locale.ROOT));
    for (String text : texts) {
      remember(codePage.encode(text));
      remember(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void remember(byte[] form) {
    if (forms.stream().noneMatch(known -> Arrays.equals(known, form))) {
      forms.add(form);
      if (forms.size() > KEPT) {
        Arrays.fill(forms.remove(), (byte) 0);
      }
    }
  }

  /** Adds the places of all of them within the bytes. */
  void find(byte[] bytes, BitSet places) {
    for (byte[] form : forms) {
      for (int at = 0; at + form.length <= bytes.length; at++) {
        if (bytes[at] == form[0]
            && Arrays.equals(bytes, at, at + form.length, form, 0, form.length)) {
          places.set(at, at + form.length);
        }
      }
    }
  }

  void forget() {
    forms.forEach(form -> Arrays.fill(form, (byte) 0));
    forms.clear();
  }
}
