import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Installs the Maven that builds this project. {@code mvnw} runs it from source, so a JDK is all it needs.
 *
 * <p>Where Maven's central repository stands is Maven's own knowledge: it is read from the super POM in the jar beside
 * this file. {@code MVNW_REPOURL} names a mirror, as for the stock Maven wrapper.
 */
public final class InstallMaven {

    private static final Pattern CENTRAL = Pattern.compile("<url>(https://[^<]+)</url>");

    private InstallMaven() {}

    public static void main(String[] arguments) throws Exception {
        Path wrapper = Path.of(arguments[0]);
        Path home = Path.of(arguments[1]);
        String version = arguments[2];
        String sha512 = arguments[3];
        URI distribution = URI.create(repository(wrapper, version) + "/org/apache/maven/apache-maven/" + version
                + "/apache-maven-" + version + "-bin.zip");
        System.err.println("mvnw: installing Maven " + version + " into " + home);
        try {
            install(distribution, sha512, home);
        } catch (IOException e) {
            System.err.println("mvnw: Maven " + version + " could not be installed: " + e
                    + "; check the network, or set MVNW_REPOURL to a mirror of Maven's central repository");
            System.exit(1);
        }
    }

    private static String repository(Path wrapper, String version) throws IOException {
        String mirror = System.getenv("MVNW_REPOURL");
        if (mirror != null && !mirror.isBlank()) {
            return mirror.replaceAll("/+$", "");
        }
        Path models = wrapper.resolve("maven-model-builder-" + version + ".jar");
        try (JarFile jar = new JarFile(models.toFile());
                InputStream superPom = jar.getInputStream(jar.getEntry("org/apache/maven/model/pom-4.0.0.xml"))) {
            Matcher url = CENTRAL.matcher(new String(superPom.readAllBytes(), StandardCharsets.UTF_8));
            if (!url.find()) {
                throw new IOException(models + " names no repository");
            }
            return url.group(1);
        }
    }

    private static void install(URI distribution, String sha512, Path home) throws Exception {
        Files.createDirectories(home.getParent());
        Path download = Files.createTempFile(home.getParent(), "maven", ".zip");
        Path unpacked = Files.createTempDirectory(home.getParent(), "maven");
        try {
            String digest = download(distribution, download);
            if (!digest.equals(sha512)) {
                throw new IOException(distribution + " has SHA-512 " + digest + ", expected " + sha512);
            }
            unpack(download, unpacked);
            unpacked.resolve("bin/mvn").toFile().setExecutable(true);
            Files.move(unpacked, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            System.err.println("mvnw: another build installed it meanwhile");
        } finally {
            Files.deleteIfExists(download);
        }
    }

    private static String download(URI from, Path to) throws Exception {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(20))
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        HttpRequest request =
                HttpRequest.newBuilder(from).timeout(Duration.ofMinutes(5)).build();
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw new IOException(from + " answered " + response.statusCode());
        }
        MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
        try (InputStream body = new DigestInputStream(response.body(), sha512)) {
            Files.copy(body, to, StandardCopyOption.REPLACE_EXISTING);
        }
        return HexFormat.of().formatHex(sha512.digest());
    }

    /** Unpacks without the archive's own top folder. */
    private static void unpack(Path archive, Path folder) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName().substring(entry.getName().indexOf('/') + 1);
                Path target = folder.resolve(name).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException("the archive holds a path outside itself: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(zip, target);
                }
            }
        }
    }
}
