// SPDX-License-Identifier: EPL-2.0
package org.loadstar.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A certificate authority of the moment: good certificates, and bad ones of every kind. */
public final class TestAuthority {
  private static final AtomicLong SERIALS = new AtomicLong(1);

  /** A certificate with its key and, the nearest first, those above it without the root. */
  public record Identity(KeyPair keys, X509Certificate certificate, List<X509Certificate> above) {
    /** What a server that is set up well sends. */
    public List<X509Certificate> chain() {
      List<X509Certificate> all = new ArrayList<>(List.of(certificate));
      all.addAll(above);
      return all;
    }

    /** The same without the intermediate certificates. */
    public Identity alone() {
      return new Identity(keys, certificate, List.of());
    }

    /** The TLS of a program that shows this certificate, and trusts those. */
    public SSLContext context(X509Certificate... trusted) {
      try {
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry(
            "own", keys.getPrivate(), new char[0], chain().toArray(X509Certificate[]::new));
        KeyManagerFactory shown = KeyManagerFactory.getInstance("SunX509");
        shown.init(own, new char[0]);
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        for (X509Certificate certificate : trusted) {
          anchors.setCertificateEntry(certificate.getSerialNumber().toString(), certificate);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(anchors);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
            shown.getKeyManagers(), trusted.length == 0 ? null : trust.getTrustManagers(), null);
        return context;
      } catch (GeneralSecurityException | IOException impossible) {
        throw new IllegalStateException(impossible);
      }
    }

    /** Key and chain in one PEM file. */
    public Path write(Path file) {
      StringBuilder text = new StringBuilder(pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
      chain().forEach(c -> text.append(pem(c)));
      return TestAuthority.write(file, text.toString());
    }
  }

  /** What a certificate shall be; change what is to be wrong. Not thread-safe. */
  public static final class Wish {
    private final String subject;
    private final List<GeneralName> names = new ArrayList<>();
    private String key = "EC 256";
    private String digest = "SHA256";
    private Instant from = Instant.now().minus(Duration.ofDays(1));
    private Instant until = Instant.now().plus(Duration.ofDays(30));
    private boolean authority;
    private KeyPurposeId purpose = KeyPurposeId.id_kp_serverAuth;

    private Wish(String subject) {
      this.subject = subject;
    }

    /** Subject alternative names: DNS names and IP addresses. */
    public Wish names(String... all) {
      for (String name : all) {
        boolean address = name.matches("[0-9.]+|.*:.*");
        names.add(new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name));
      }
      return this;
    }

    /** The kind of key and its bits: {@code RSA 1024}. */
    public Wish key(String kind) {
      key = kind;
      return this;
    }

    /** The digest of the signature: {@code SHA1}. */
    public Wish digest(String name) {
      digest = name;
      return this;
    }

    /** Valid between these, seen from now. */
    public Wish valid(Duration begin, Duration end) {
      from = Instant.now().plus(begin);
      until = Instant.now().plus(end);
      return this;
    }

    /** An authority itself. */
    public Wish authority() {
      authority = true;
      return this;
    }

    /** For clients. */
    public Wish client() {
      purpose = KeyPurposeId.id_kp_clientAuth;
      return this;
    }
  }

  private final Identity own;
  private final boolean root;

  private TestAuthority(Identity own, boolean root) {
    this.own = own;
    this.root = root;
  }

  /** A root. */
  public static TestAuthority root(String name) {
    return new TestAuthority(selfSigned(wish("CN=" + name).authority()), true);
  }

  /** One that issues with the certificate of a server, which it may not. */
  public static TestAuthority of(Identity server) {
    return new TestAuthority(server, false);
  }

  /** An authority below this one. */
  public TestAuthority intermediate(String name) {
    return new TestAuthority(issue(wish("CN=" + name).authority()), false);
  }

  /** A certificate for a server of that common name, without any alternative name yet. */
  public static Wish wish(String subject) {
    return new Wish(subject.contains("=") ? subject : "CN=" + subject);
  }

  /** Its own certificate. */
  public X509Certificate certificate() {
    return own.certificate();
  }

  /** Issues it. */
  public Identity issue(Wish wish) {
    KeyPair keys = keys(wish.key);
    List<X509Certificate> above = root ? List.of() : own.chain();
    return new Identity(keys, sign(wish, keys, own.certificate(), own.keys()), above);
  }

  /** A server's usual certificate for these names. */
  public Identity server(String... names) {
    return issue(wish(names[0]).names(names));
  }

  /** Signed by itself. */
  public static Identity selfSigned(Wish wish) {
    KeyPair keys = keys(wish.key);
    return new Identity(keys, sign(wish, keys, null, keys), List.of());
  }

  private static X509Certificate sign(
      Wish wish, KeyPair keys, @Nullable X509Certificate issuer, KeyPair signer) {
    X500Principal subject = new X500Principal(wish.subject);
    try {
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer == null ? subject : issuer.getSubjectX500Principal(),
              BigInteger.valueOf(SERIALS.incrementAndGet()),
              Date.from(wish.from),
              Date.from(wish.until),
              subject,
              keys.getPublic());
      if (wish.authority) {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        builder.addExtension(
            Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      } else {
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(wish.purpose));
      }
      if (!wish.names.isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(wish.names.toArray(GeneralName[]::new)));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(signer(wish.digest, signer)));
    } catch (IOException | GeneralSecurityException | OperatorCreationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static ContentSigner signer(String digest, KeyPair keys)
      throws OperatorCreationException {
    String kind = keys.getPrivate().getAlgorithm().equals("RSA") ? "RSA" : "ECDSA";
    return new JcaContentSignerBuilder(digest + "with" + kind).build(keys.getPrivate());
  }

  private static KeyPair keys(String kind) {
    try {
      String[] parts = kind.split(" ");
      KeyPairGenerator generator = KeyPairGenerator.getInstance(parts[0]);
      generator.initialize(Integer.parseInt(parts[1]));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** A list of what it revoked, current until then, seen from now. */
  public X509CRL revocationList(Duration until, X509Certificate... revoked) {
    try {
      JcaX509v2CRLBuilder builder =
          new JcaX509v2CRLBuilder(
              certificate().getSubjectX500Principal(),
              Date.from(Instant.now().minus(Duration.ofDays(2))));
      builder.setNextUpdate(Date.from(Instant.now().plus(until)));
      for (X509Certificate certificate : revoked) {
        builder.addCRLEntry(
            certificate.getSerialNumber(),
            Date.from(Instant.now().minus(Duration.ofHours(1))),
            CRLReason.keyCompromise);
      }
      return new JcaX509CRLConverter().getCRL(builder.build(signer("SHA256", own.keys())));
    } catch (GeneralSecurityException | OperatorCreationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Certificates as a PEM file. */
  public static Path write(Path file, X509Certificate... certificates) {
    StringBuilder text = new StringBuilder();
    Arrays.stream(certificates).forEach(c -> text.append(pem(c)));
    return write(file, text.toString());
  }

  /** Revocation lists as a PEM file. */
  public static Path write(Path file, X509CRL... lists) {
    try {
      StringBuilder text = new StringBuilder();
      for (X509CRL list : lists) {
        text.append(pem("X509 CRL", list.getEncoded()));
      }
      return write(file, text.toString());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static String pem(X509Certificate certificate) {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String pem(String kind, byte[] content) {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(content);
    return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
  }
}
