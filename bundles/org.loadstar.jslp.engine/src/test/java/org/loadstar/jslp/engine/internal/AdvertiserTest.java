// SPDX-License-Identifier: EPL-2.0
package org.loadstar.jslp.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ch.ethz.iks.slp.Advertiser;
import ch.ethz.iks.slp.ServiceLocationException;
import ch.ethz.iks.slp.ServiceURL;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.loadstar.api.agent.AdvertisedService;
import org.loadstar.api.agent.AdvertisedService.Description;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** In a framework with two bundles that use the Advertiser. */
class AdvertiserTest {
  @TempDir Path storage;
  private Framework framework;
  private AdvertiserComponent component;
  private Bundle one;
  private Bundle two;

  @BeforeEach
  void start() throws Exception {
    framework =
        ServiceLoader.load(FrameworkFactory.class)
            .findFirst()
            .orElseThrow()
            .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, storage.toString()));
    framework.start();
    component = new AdvertiserComponent(framework.getBundleContext());
    one = bundle("one");
    two = bundle("two");
  }

  @AfterEach
  void stop() throws Exception {
    framework.stop();
    framework.waitForStop(10_000);
  }

  private Bundle bundle(String name) throws Exception {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
    manifest.getMainAttributes().putValue(Constants.BUNDLE_SYMBOLICNAME, name);
    ByteArrayOutputStream jar = new ByteArrayOutputStream();
    new JarOutputStream(jar, manifest).close();
    Bundle bundle =
        framework
            .getBundleContext()
            .installBundle(name, new ByteArrayInputStream(jar.toByteArray()));
    bundle.start();
    return bundle;
  }

  /** As users of jSLP do it: by the name only. */
  private static Advertiser of(Bundle bundle) {
    BundleContext context = bundle.getBundleContext();
    ServiceReference<?> reference = context.getServiceReference("ch.ethz.iks.slp.Advertiser");
    return (Advertiser) context.getService(reference);
  }

  private List<Description> told() throws InvalidSyntaxException {
    BundleContext context = framework.getBundleContext();
    return context.getServiceReferences(AdvertisedService.class, null).stream()
        .sorted(Comparator.reverseOrder())
        .map(reference -> context.getService(reference).describe())
        .toList();
  }

  private static ServiceURL url(String text) throws ServiceLocationException {
    return new ServiceURL(text, ServiceURL.LIFETIME_PERMANENT);
  }

  @SuppressWarnings("JdkObsolete") // as the API wants it
  private static Dictionary<String, Object> attributes(Object... tagsAndValues) {
    Dictionary<String, Object> all = new Hashtable<>();
    for (int i = 0; i < tagsAndValues.length; i += 2) {
      all.put((String) tagsAndValues[i], tagsAndValues[i + 1]);
    }
    return all;
  }

  private String attributeList(Object value) throws Exception {
    of(one).register(url("service:x://h"), attributes("A", value));
    return told().get(0).attributeList();
  }

  private static short code(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(ServiceLocationException.class, call).getErrorCode();
  }

  @Test
  void aRegistrationIsAnAdvertisedServiceOfTheBundleThatMadeIt() throws Exception {
    of(one)
        .register(
            url("service:ecf.junit://ecftp://host:3282/server"),
            List.of("A", "B"),
            attributes("LOAD", 35));
    Description told = told().get(0);
    assertEquals("service:ecf.junit://ecftp://host:3282/server", told.url());
    assertEquals("service:ecf.junit", told.type());
    assertEquals(List.of("A", "B"), told.scopes());
    assertEquals("(LOAD=35)", told.attributeList());
    assertEquals(10800, told.lifetimeSeconds());
    assertEquals(
        one, framework.getBundleContext().getServiceReference(AdvertisedService.class).getBundle());
  }

  @Test
  void attributesAreTypedAndEscaped() throws Exception {
    assertEquals("(A=text)", attributeList("text"));
    assertEquals("(A=-7)", attributeList(-7));
    assertEquals("(A=true)", attributeList(true));
    assertEquals("(A=\\ff\\00\\ff)", attributeList(new byte[] {0, -1}));
    assertEquals("(A=1,2)", attributeList(new int[] {1, 2}));
    assertEquals("(A=x,y)", attributeList(new String[] {"x", "y"}));
    assertEquals("(A=x,y)", attributeList(Arrays.asList("x", "y")));
    assertEquals("A", attributeList(""));
    assertEquals("A", attributeList(List.of()));
    assertEquals("(A=a\\2cb\\28c\\29)", attributeList("a,b(c)"));
    assertEquals("(A=\u00e4)", attributeList("\u00e4"));
  }

  @Test
  void theTabOfRfc3049SurvivesRawAndEscaped() throws Exception {
    assertEquals("(A=POOL2\\093270002)", attributeList("POOL2\t3270002"));
    assertEquals("(A=POOL2\\093270002)", attributeList("POOL2\\093270002"));
    assertEquals("(A=\\ff\\4d\\3d)", attributeList("\\FF\\4d\\3d"));
    assertEquals("(A=C:\\5cdir)", attributeList("C:\\dir"));
  }

  @Test
  void whatIsWrongIsRefusedByItsCode() throws Exception {
    Advertiser advertiser = of(one);
    ServiceURL url = url("service:x://h");
    assertEquals(
        ServiceLocationException.INVALID_REGISTRATION,
        code(() -> advertiser.register(new ServiceURL("service:x://h", 0), null)));
    assertEquals(
        ServiceLocationException.INVALID_REGISTRATION,
        code(() -> advertiser.register(url, attributes("A", List.of(1, "x")))));
    assertEquals(
        ServiceLocationException.PARSE_ERROR,
        code(() -> advertiser.register(url, attributes("A*", 1))));
    assertEquals(
        ServiceLocationException.SCOPE_NOT_SUPPORTED,
        code(() -> advertiser.register(url, List.of("a;b"), null)));
    assertEquals(
        ServiceLocationException.INVALID_REGISTRATION, code(() -> advertiser.deregister(url)));
    assertEquals(
        ServiceLocationException.INVALID_UPDATE,
        code(() -> advertiser.addAttributes(url, attributes("A", 1))));
    assertEquals(
        ServiceLocationException.INVALID_UPDATE,
        code(() -> advertiser.deleteAttributes(url, attributes("A", 1))));
    assertEquals(List.of(), told());
  }

  @Test
  void anUpdateIsToldToWhoeverAdvertises() throws Exception {
    Advertiser advertiser = of(one);
    ServiceURL url = url("service:x://h");
    advertiser.register(url, attributes("LOAD", 1, "B", 2, "BC", 3));
    List<Integer> events = new ArrayList<>();
    framework.getBundleContext().addServiceListener(event -> events.add(event.getType()));
    advertiser.addAttributes(url, attributes("LOAD", 9));
    advertiser.deleteAttributes(url, attributes("b*", ""));
    assertEquals("(LOAD=9)", told().get(0).attributeList());
    advertiser.register(url, null);
    assertEquals("", told().get(0).attributeList());
    assertEquals(
        List.of(ServiceEvent.MODIFIED, ServiceEvent.MODIFIED, ServiceEvent.MODIFIED), events);
    advertiser.deregister(url, List.of("DEFAULT"));
    assertEquals(List.of(), told());
  }

  @Test
  void aLifetimeEndsUnlessItIsRenewedOrPermanent() throws Exception {
    Advertiser advertiser = of(one);
    advertiser.register(new ServiceURL("service:x://short", 1), null);
    advertiser.register(new ServiceURL("service:x://renewed", 1), null);
    advertiser.register(new ServiceURL("service:x://renewed", 1000), null);
    advertiser.register(url("service:x://permanent"), null);
    Awaitility.await()
        .untilAsserted(
            () ->
                assertEquals(
                    List.of("service:x://renewed", "service:x://permanent"),
                    told().stream().map(Description::url).toList()));
    advertiser.register(new ServiceURL("service:x://short", 1000), null);
    assertEquals(3, told().size());
  }

  @Test
  void everythingEndsWithTheBundleThatRegisteredIt() throws Exception {
    of(one).register(url("service:x://one"), null);
    of(two).register(url("service:x://two"), null);
    BundleContext context = one.getBundleContext();
    context.ungetService(context.getServiceReference("ch.ethz.iks.slp.Advertiser"));
    assertEquals(2, told().size(), "giving the service back ends nothing");
    assertEquals(
        ServiceLocationException.INVALID_REGISTRATION,
        code(() -> of(two).deregister(url("service:x://one"))),
        "another bundle's");
    for (int i = 0; i < 200; i++) { // nothing of the stop comes late
      one.stop();
      assertEquals(List.of("service:x://two"), told().stream().map(Description::url).toList());
      one.start();
      of(one).register(url("service:x://one"), null);
      assertEquals(2, told().size());
    }
  }

  @Test
  void everythingEndsWithThisBundle() throws Exception {
    Advertiser advertiser = of(one);
    advertiser.register(url("service:x://one"), null);
    of(two).register(url("service:x://two"), null);
    component.deactivate();
    assertEquals(List.of(), told());
    assertNull(one.getBundleContext().getServiceReference("ch.ethz.iks.slp.Advertiser"));
  }

  @Test
  void aLocaleIsKeptForEachBundleAndThereIsAnAddress() throws IOException {
    of(one).setLocale(Locale.FRENCH);
    assertEquals(Locale.FRENCH, of(one).getLocale());
    assertEquals(Locale.getDefault(), of(two).getLocale());
    assertNotNull(of(one).getMyIP());
    assertFalse(of(one).getMyIP().isMulticastAddress());
  }
}
