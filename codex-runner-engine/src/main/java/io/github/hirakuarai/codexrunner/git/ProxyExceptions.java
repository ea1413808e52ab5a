package io.github.hirakuarai.codexrunner.git;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The hosts of {@code NO_PROXY}: a name stands for itself and its subdomains, {@code *} for every host; a port, or an
 * address range such as {@code 10.0.0.0/8}, narrows.
 */
final class ProxyExceptions {

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-f:.]*:[0-9a-f:.]*");

    private final List<String> entries;

    private ProxyExceptions(List<String> entries) {
        this.entries = entries;
    }

    static ProxyExceptions parse(String list) {
        return new ProxyExceptions(Arrays.stream(list.toLowerCase(Locale.ROOT).split("[,\\s]+"))
                .filter(entry -> !entry.isEmpty())
                .toList());
    }

    /** @param host in lower case, an IPv6 address without brackets */
    boolean match(String host, int port) {
        return entries.stream().anyMatch(entry -> match(entry, host, port));
    }

    private static boolean match(String entry, String host, int port) {
        if (entry.equals("*")) {
            return true;
        }
        if (entry.contains("/")) {
            return ADDRESS.matcher(host).matches() && inRange(entry, host);
        }
        String name = entry;
        int colon = entry.lastIndexOf(':');
        boolean withPort = colon > 0 && (entry.indexOf(':') == colon || entry.charAt(colon - 1) == ']');
        if (withPort) {
            if (!entry.substring(colon + 1).equals(Integer.toString(port))) {
                return false;
            }
            name = entry.substring(0, colon);
        }
        String plain = name.replaceFirst("^\\*?\\.", "").replaceAll("[\\[\\]]", "");
        return !plain.isEmpty() && (host.equals(plain) || host.endsWith("." + plain));
    }

    private static boolean inRange(String range, String host) {
        String[] parts = range.split("/", 2);
        try {
            // Both are addresses, so no name is looked up.
            if (!ADDRESS.matcher(parts[0]).matches()) {
                return false;
            }
            byte[] network = InetAddress.getByName(parts[0]).getAddress();
            byte[] address = InetAddress.getByName(host).getAddress();
            int bits = Integer.parseInt(parts[1]);
            if (network.length != address.length || bits < 0 || bits > network.length * 8) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((network[bit / 8] & mask) != (address[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        } catch (UnknownHostException | NumberFormatException e) {
            return false;
        }
    }
}
