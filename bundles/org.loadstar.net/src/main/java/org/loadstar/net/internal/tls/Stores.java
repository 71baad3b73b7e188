// SPDX-License-Identifier: EPL-2.0
package org.loadstar.net.internal.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.security.cert.CRL;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.crypto.BadPaddingException;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.loadstar.net.TlsException;

/** Reads the files of a profile: PEM, PKCS #12 and JKS. Faults name the key and the file. */
final class Stores {
  private static final long MAX_FILE = 8L * 1024 * 1024;

  private final String pid;

  Stores(String pid) {
    this.pid = pid;
  }

  /** What reads one file. */
  private interface Reader<T> {
    List<T> read(Path file, byte[] content) throws GeneralSecurityException, IOException;
  }

  private <T> List<T> each(String key, List<Path> files, String wanted, Reader<T> reader)
      throws TlsException {
    List<T> all = new ArrayList<>();
    for (Path file : files) {
      try {
        if (Files.size(file) > MAX_FILE) {
          throw new IOException("it has more than " + MAX_FILE + " bytes");
        }
        all.addAll(reader.read(file, Files.readAllBytes(file)));
      } catch (NoSuchFileException none) {
        throw fault(key, file, "there is no such file");
      } catch (IOException | GeneralSecurityException | IllegalArgumentException unreadable) {
        throw fault(key, file, why(unreadable));
      }
    }
    if (all.isEmpty() && !files.isEmpty()) {
      throw fault(key, files.get(0), "it holds no " + wanted);
    }
    return all;
  }

  private static String why(Exception failure) {
    boolean password =
        failure.getCause() instanceof UnrecoverableKeyException
            || failure instanceof UnrecoverableKeyException
            || failure instanceof BadPaddingException;
    return password ? "the password is wrong" : String.valueOf(failure.getMessage());
  }

  private TlsException fault(String key, Path file, String why) {
    return new TlsException(pid + ": " + key + " '" + file + "' cannot be used: " + why);
  }

  /** Certificates to trust; those of the Java runtime where no file is named. */
  List<X509Certificate> anchors(List<Path> files, char[] password) throws TlsException {
    if (files.isEmpty()) {
      return runtimeAnchors();
    }
    return each(
        "trustStore",
        files,
        "trusted certificate",
        (file, content) -> {
          if (Pem.is(content)) {
            return Pem.certificates(content);
          }
          KeyStore store = KeyStore.getInstance(file.toFile(), password);
          List<X509Certificate> found = new ArrayList<>();
          for (String alias : Collections.list(store.aliases())) {
            if (store.isCertificateEntry(alias)
                && store.getCertificate(alias) instanceof X509Certificate certificate) {
              found.add(certificate);
            }
          }
          return found;
        });
  }

  private List<X509Certificate> runtimeAnchors() throws TlsException {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      List<X509Certificate> found = new ArrayList<>();
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager trust) {
          found.addAll(List.of(trust.getAcceptedIssuers()));
        }
      }
      return found;
    } catch (GeneralSecurityException broken) {
      throw new TlsException(
          pid + ": the trusted certificates of the Java runtime cannot be read: " + why(broken));
    }
  }

  /** Revocation lists, in PEM or DER. */
  List<X509CRL> revocationLists(List<Path> files) throws TlsException {
    return each(
        "crl",
        files,
        "revocation list",
        (file, content) -> {
          List<X509CRL> found = new ArrayList<>();
          for (CRL list :
              CertificateFactory.getInstance("X.509")
                  .generateCRLs(new ByteArrayInputStream(content))) {
            found.add((X509CRL) list);
          }
          return found;
        });
  }

  /** Our key with its chain, from one store or from PEM files; null where no file is named. */
  @Nullable KeyManagerFactory keys(List<Path> files, char[] password) throws TlsException {
    if (files.isEmpty()) {
      return null;
    }
    ByteArrayOutputStream pem = new ByteArrayOutputStream();
    List<KeyStore> stores =
        each(
            "keyStore",
            files,
            "private key",
            (file, content) -> {
              if (Pem.is(content)) {
                pem.writeBytes(content);
                pem.write('\n');
                return List.of(KeyStore.getInstance("PKCS12"));
              }
              return List.of(KeyStore.getInstance(file.toFile(), password));
            });
    try {
      KeyStore store = pem.size() > 0 ? store(pem.toByteArray(), password) : stores.get(0);
      check(store, password);
      KeyManagerFactory factory = KeyManagerFactory.getInstance("SunX509");
      factory.init(store, password);
      return factory;
    } catch (IOException | GeneralSecurityException unusable) {
      throw fault("keyStore", files.get(0), why(unusable));
    }
  }

  private static KeyStore store(byte[] pem, char[] password)
      throws GeneralSecurityException, IOException {
    List<X509Certificate> chain = Pem.certificates(pem);
    List<PrivateKey> keys = Pem.keys(pem, password);
    if (keys.size() != 1 || chain.isEmpty()) {
      throw new IOException(
          "one private key and its certificates are wanted, there are "
              + keys.size()
              + " and "
              + chain.size());
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("own", keys.get(0), password, chain.toArray(Certificate[]::new));
    return store;
  }

  private static void check(KeyStore store, char[] password)
      throws GeneralSecurityException, IOException {
    boolean found = false;
    for (String alias : Collections.list(store.aliases())) {
      Key key = store.getKey(alias, password);
      if (key instanceof PrivateKey own) {
        found = true;
        if (!belongs(own, store.getCertificate(alias).getPublicKey())) {
          throw new IOException("the private key is not that of the first certificate");
        }
      }
    }
    if (!found) {
      throw new IOException("it holds no private key");
    }
  }

  /** Whether the two are one pair: what one signs the other verifies. */
  private static boolean belongs(PrivateKey own, PublicKey certified)
      throws GeneralSecurityException {
    if (!own.getAlgorithm().equals(certified.getAlgorithm())) {
      return false;
    }
    String algorithm =
        switch (own.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> own.getAlgorithm();
        };
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(own);
    byte[] signed = signature.sign();
    signature.initVerify(certified);
    return signature.verify(signed);
  }
}
