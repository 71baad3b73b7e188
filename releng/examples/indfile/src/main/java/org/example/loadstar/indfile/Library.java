// SPDX-License-Identifier: EPL-2.0
package org.example.loadstar.indfile;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The files of the host, by name. Thread-safe. */
final class Library {
  private static final int MAX_FILES = 100;

  private final Map<String, HostFile> files = new ConcurrentHashMap<>();

  HostFile get(String name) throws FileNotFoundException {
    HostFile file = files.get(key(name));
    if (file == null) {
      throw new FileNotFoundException(name);
    }
    return file;
  }

  void put(String name, HostFile file, boolean append) throws IOException {
    HostFile old = files.get(key(name));
    if (old == null && files.size() >= MAX_FILES) {
      throw new IOException("the library is full");
    }
    files.put(key(name), append && old != null ? old.with(file) : file);
  }

  private static String key(String name) {
    return name.replace("'", "").toUpperCase(Locale.ROOT);
  }
}
