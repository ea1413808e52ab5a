package io.github.hirakuarai.codexrunner.markdown;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Debian's cmark-gfm, from which GitHub's renderer comes, with the extensions that GitHub uses. */
public final class CmarkGfm {

    private static final String OPTIONS =
            "-e footnotes -e table -e strikethrough -e autolink -e tagfilter -e tasklist --full-info-string";

    private CmarkGfm() {}

    /** Whether it is installed. */
    public static boolean installed() {
        return List.of(System.getenv("PATH").split(":", -1)).stream()
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "cmark-gfm")));
    }

    /** Returns what each document is as HTML, in which HTML that the document holds is left as it is. */
    public static List<String> html(Path folder, List<String> documents) throws IOException, InterruptedException {
        return convert(folder, documents, "-t html --unsafe");
    }

    /** Returns the blocks of each document. */
    public static List<Blocks> blocks(Path folder, List<String> documents) throws IOException, InterruptedException {
        List<Blocks> all = new ArrayList<>();
        List<String> converted = convert(folder, documents, "-t xml --sourcepos");
        for (int n = 0; n < documents.size(); n++) {
            all.add(Blocks.of(documents.get(n), converted.get(n)));
        }
        return all;
    }

    /** Returns a text without what XML cannot hold. */
    static String inXml(String text) {
        return text.replaceAll("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\uFFFE\uFFFF]", "\u00B7");
    }

    private static List<String> convert(Path folder, List<String> documents, String format)
            throws IOException, InterruptedException {
        Path batch = Files.createTempDirectory(folder, "documents");
        for (int n = 0; n < documents.size(); n++) {
            Files.writeString(batch.resolve(n + ".md"), documents.get(n));
        }
        String script = "for ((n = 0; n < " + documents.size() + "; n++)); do cmark-gfm " + format + " " + OPTIONS
                + " $n.md > $n.out || exit; done";
        Process bash = new ProcessBuilder("bash", "-c", script)
                .directory(batch.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (bash.waitFor() != 0) {
            throw new IOException(said);
        }
        List<String> converted = new ArrayList<>();
        for (int n = 0; n < documents.size(); n++) {
            converted.add(Files.readString(batch.resolve(n + ".out")));
        }
        return converted;
    }

    /**
     * What readers of a document see.
     *
     * @param briefs the contents of code blocks outside of quotes whose info string holds {@code codex-brief}
     * @param paragraphLines the lines of paragraphs that stand in no other block, as they are written
     */
    public record Blocks(List<String> briefs, List<String> paragraphLines) {

        static Blocks of(String document, String xml) throws IOException {
            List<String> briefs = new ArrayList<>();
            List<String> lines = new ArrayList<>();
            try {
                DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
                factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
                DocumentBuilder builder = factory.newDocumentBuilder();
                String plain = inXml(xml.replace("<unknown>", "footnote"));
                Element root = builder.parse(new ByteArrayInputStream(plain.getBytes(StandardCharsets.UTF_8)))
                        .getDocumentElement();
                collect(root, briefs);
                String[] source = document.split("\r\n|\r|\n", -1);
                for (Node block = root.getFirstChild(); block != null; block = block.getNextSibling()) {
                    if (block instanceof Element element
                            && element.getTagName().equals("paragraph")
                            // A table's head leaves the lines before it without a position; none of them is taken.
                            && element.hasAttribute("sourcepos")) {
                        String[] position = element.getAttribute("sourcepos").split("[:-]", -1);
                        for (int line = Integer.parseInt(position[0]); line <= Integer.parseInt(position[2]); line++) {
                            lines.add(source[line - 1]);
                        }
                    }
                }
            } catch (ParserConfigurationException | SAXException e) {
                throw new IOException(document + "\n" + xml, e);
            }
            return new Blocks(briefs, lines);
        }

        private static void collect(Element parent, List<String> briefs) {
            NodeList children = parent.getChildNodes();
            for (int n = 0; n < children.getLength(); n++) {
                if (children.item(n) instanceof Element element) {
                    if (element.getTagName().equals("code_block")) {
                        String info = element.getAttribute("info") + " " + element.getAttribute("meta");
                        if (info.contains("codex-brief")) {
                            briefs.add(element.getTextContent());
                        }
                    } else if (!element.getTagName().equals("block_quote")) {
                        collect(element, briefs);
                    }
                }
            }
        }
    }
}
