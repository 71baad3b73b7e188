// SPDX-License-Identifier: EPL-2.0
package org.loadstar.launcher.configuration;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Reads the Metatype files ({@code OSGI-INF/metatype/*.xml}) of bundles. */
public final class MetatypeReader {
  private static final String FOLDER = "OSGI-INF/metatype/";

  private final Rules rules = new Rules();
  private final SAXParser parser;

  private MetatypeReader() throws IOException {
    try {
      parser = SAXParserFactory.newDefaultInstance().newSAXParser();
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(e);
    }
  }

  /** The rules of all these bundles. */
  public static Rules read(List<Path> bundles) throws IOException {
    MetatypeReader reader = new MetatypeReader();
    for (Path bundle : bundles) {
      try (JarFile jar = new JarFile(bundle.toFile(), false)) {
        reader.read(bundle, jar);
      }
    }
    return reader.rules;
  }

  private void read(Path bundle, JarFile jar) throws IOException {
    List<ZipEntry> files =
        new ArrayList<>(
            jar.stream()
                .filter(e -> e.getName().startsWith(FOLDER) && e.getName().endsWith(".xml"))
                .toList());
    for (ZipEntry file : files) {
      try (InputStream in = jar.getInputStream(file)) {
        parser.parse(in, new Handler());
      } catch (SAXException | NumberFormatException e) {
        throw new IOException(bundle + " " + file.getName() + ": " + e.getMessage(), e);
      }
    }
  }

  /** One file: object class definitions first, then what they are designated for. */
  private final class Handler extends DefaultHandler {
    private final Map<String, Map<String, Rule>> definitions = new HashMap<>();
    private Map<String, Rule> definition = new LinkedHashMap<>();
    private String pid = "";
    private boolean factory;
    private @Nullable String key;
    private @Nullable Rule rule;

    @Override
    public void startElement(String uri, String local, String name, Attributes attributes) {
      switch (name.substring(name.indexOf(':') + 1)) {
        case "OCD" -> {
          definition = new LinkedHashMap<>();
          definitions.put(text(attributes, "id"), definition);
        }
        case "AD" -> {
          key = text(attributes, "id");
          rule =
              new Rule(
                  text(attributes, "type"),
                  !text(attributes, "cardinality").matches("0?"),
                  bound(attributes, "min"),
                  bound(attributes, "max"),
                  new ArrayList<>(),
                  syntax(attributes));
        }
        case "Option" -> {
          if (rule != null) {
            rule.options().add(text(attributes, "value"));
          }
        }
        case "Designate" -> {
          factory = !text(attributes, "factoryPid").isEmpty();
          pid = text(attributes, factory ? "factoryPid" : "pid");
        }
        case "Object" ->
            rules.add(pid, factory, definitions.getOrDefault(text(attributes, "ocdref"), Map.of()));
        default -> {}
      }
    }

    @Override
    public void endElement(String uri, String local, String name) {
      if (name.endsWith("AD") && key != null && rule != null) {
        definition.put(key, rule);
      }
    }

    private static String text(Attributes attributes, String name) {
      String value = attributes.getValue(name);
      return value == null ? "" : value;
    }

    /** Our extension attributes, under whatever prefix. */
    private static Rule.@Nullable Syntax syntax(Attributes attributes) {
      String pattern = "";
      String allowed = "";
      for (int i = 0; i < attributes.getLength(); i++) {
        String name = attributes.getQName(i);
        if (name.endsWith(":pattern")) {
          pattern = attributes.getValue(i);
        } else if (name.endsWith(":allowed")) {
          allowed = attributes.getValue(i);
        }
      }
      return pattern.isEmpty() ? null : new Rule.Syntax(Pattern.compile(pattern), allowed);
    }

    /** A bound that is no number (a Character's) bounds nothing here. */
    private static @Nullable BigDecimal bound(Attributes attributes, String name) {
      String text = text(attributes, name);
      return text.matches("-?\\d+(\\.\\d+)?") ? new BigDecimal(text) : null;
    }
  }
}
