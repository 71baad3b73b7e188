// SPDX-License-Identifier: EPL-2.0
package org.loadstar.distributor.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.net.ftp.FTPClient;
import org.apache.commons.net.ftp.FTPFile;
import org.apache.commons.net.ftp.FTPReply;
import org.loadstar.api.distributor.ListingDTO;

/** Fetches the listing of a folder from FTP servers and compares them. */
final class FtpListings {
  private static final int MOST_NAMES = 100_000;
  private static final int MOST_SHOWN = 20;

  private FtpListings() {}

  /** An FTP server to ask. */
  record Place(String name, InetAddress address, int port) {}

  /** What a server told: names with their sizes, or why it told nothing. */
  private record Told(String name, Set<String> entries, String fault) {}

  /**
   * Asks all of them at a time.
   *
   * @param executor a thread for each server
   * @param limit how long one may take for each step
   */
  static CompletionStage<List<ListingDTO>> compare(
      List<Place> places, String path, Duration limit, Executor executor) {
    List<CompletableFuture<Told>> asked =
        places.stream()
            .map(place -> CompletableFuture.supplyAsync(() -> ask(place, path, limit), executor))
            .toList();
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(done -> compared(asked.stream().map(CompletableFuture::join).toList()));
  }

  private static Told ask(Place place, String path, Duration limit) {
    FTPClient ftp = new FTPClient();
    int millis = (int) limit.toMillis();
    ftp.setDefaultTimeout(millis);
    ftp.setConnectTimeout(millis);
    ftp.setDataTimeout(limit);
    try {
      ftp.connect(place.address, place.port);
      if (!FTPReply.isPositiveCompletion(ftp.getReplyCode())
          || !ftp.login("anonymous", "loadstar@localhost")) {
        return new Told(place.name, Set.of(), "it says " + ftp.getReplyString().strip());
      }
      ftp.enterLocalPassiveMode();
      FTPFile[] files = ftp.listFiles(path);
      if (!FTPReply.isPositiveCompletion(ftp.getReplyCode())) {
        return new Told(place.name, Set.of(), "it says " + ftp.getReplyString().strip());
      }
      Set<String> entries = new TreeSet<>();
      for (FTPFile file : files) {
        if (entries.size() < MOST_NAMES) {
          entries.add(
              file.isFile() ? file.getName() + " (" + file.getSize() + " bytes)" : file.getName());
        }
      }
      ftp.logout();
      return new Told(place.name, entries, "");
    } catch (IOException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      return new Told(
          place.name,
          Set.of(),
          place.address.getHostAddress() + ":" + place.port + ": " + why.strip());
    } finally {
      close(ftp);
    }
  }

  private static void close(FTPClient ftp) {
    try {
      ftp.disconnect();
    } catch (IOException e) {
      return; // it is closed all the same
    }
  }

  /** What more than half of the servers have is what all should have. */
  private static List<ListingDTO> compared(List<Told> all) {
    List<Told> reached = all.stream().filter(told -> told.fault.isEmpty()).toList();
    Map<String, Long> counts =
        reached.stream()
            .flatMap(told -> told.entries.stream())
            .collect(
                Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    List<ListingDTO> listings = new ArrayList<>();
    for (Told told : all) {
      ListingDTO dto = new ListingDTO();
      dto.target = told.name;
      dto.reached = told.fault.isEmpty();
      dto.note = told.fault;
      if (dto.reached) {
        dto.names = told.entries.size();
        counts.forEach(
            (entry, count) -> {
              boolean most = count * 2 > reached.size();
              if (most && !told.entries.contains(entry)) {
                add(dto.missing, entry);
              } else if (!most && told.entries.contains(entry)) {
                add(dto.more, entry);
              }
            });
        dto.same = dto.missing.isEmpty() && dto.more.isEmpty();
      }
      listings.add(dto);
    }
    return listings;
  }

  private static void add(List<String> entries, String entry) {
    if (entries.size() < MOST_SHOWN) {
      entries.add(entry);
    }
  }
}
