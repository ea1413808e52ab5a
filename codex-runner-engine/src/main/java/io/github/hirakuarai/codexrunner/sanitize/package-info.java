/**
 * The one sanitizer that everything published passes: {@link io.github.hirakuarai.codexrunner.sanitize.Sanitizer} (protocol §6).
 *
 * <p>A person who reads a comment of the runner's sees what was said, and nothing that was said can act: it pings nobody,
 * closes nothing, orders nothing, starts no brief, and holds no secret. The work is done in one order, for whatever kind
 * of text: <em>decode, strip, mask, neutralize, cut, fence</em>.
 *
 * <ol>
 *   <li><b>Strip.</b> Terminal sequences and control characters go (line feed and tab stay; CRLF and a lone CR become a line
 *       feed), and so do characters that deceive the eye: bidirectional controls, zero-width spaces and joiners of words, tag
 *       characters. A broken surrogate becomes U+FFFD. An incomplete terminal sequence loses only its ESC, so that it cannot
 *       eat a letter of a secret.
 *   <li><b>Mask.</b> A secret becomes {@code ***}; where several overlap, all that any of them covers becomes one {@code
 *       ***}. Masked are the configured values, and of the lines of a value that has several those that look like secret
 *       material, however they are quoted: by shells ({@code set -x}, {@code printf %q}), JSON, YAML, Python, HTML or URLs; in
 *       base64 and base32 (at each alignment) and in hexadecimal (also with separators, and in dumps). Prefixes of lines do
 *       not count: a diff's column, a time, a label. Masked is also what has the shape of
 *       a credential: GitHub, GitLab, AWS, Google, Slack, npm and OpenAI tokens, JSON Web Tokens, private keys in PEM, the
 *       credential of an {@code Authorization} header, the password of a URL. Line breaks, and blanks around them, do not
 *       count: a wrapped secret is still one. What follows an escape character is tried both as a part of the terminal
 *       sequence and as a part of the text. A step that encodes a secret in a way of its own gets past: masking guards
 *       against accidents, not against a program that wants to tell.
 *   <li><b>Neutralize.</b> Markdown is read as CommonMark. In prose, an empty HTML comment parts {@code @} from the name and
 *       splits a closing keyword that a reference follows: what is shown stays the same, what GitHub looks for is gone.
 *       (A backslash or {@code &#64;} does not help: GitHub looks for mentions after it has rendered the text.) Code is
 *       left as it is. A line that begins with {@code /} gets a backslash in prose and a space in code. A fence whose info
 *       string says {@code codex-brief} becomes a {@code yaml} one. What an HTML comment says is taken out: it would hide text
 *       from readers and could forge the runner's {@link io.github.hirakuarai.codexrunner.spi.Marker}. So a marker is put
 *       <em>before</em> a text that has passed the sanitizer. Where GitHub may begin a block that CommonMark has not ({@link
 *       io.github.hirakuarai.codexrunner.markdown.MarkdownText#ambiguities}), the line becomes plain text. All this is repeated until reading the result finds nothing left to do;
 *       a text that never comes to rest, or is longer than 130,000 characters, is shown as a code block instead. In a title, where no
 *       Markdown is read, a blank behind the sign does it: {@code @ name}, {@code fixes # 12}.
 *   <li><b>Cut.</b> Head and tail are kept, whole blocks of them; the middle is shown as an excerpt of its source, with a line
 *       that says how much was left out. Lengths are UTF-16 units: never fewer than the characters that GitHub counts (65,536
 *       in a pull request's body), and never more than 262,144 bytes of UTF-8, at which it refuses comments.
 *   <li><b>Fence.</b> A log stands in a fence longer than any run of backticks inside.
 * </ol>
 *
 * <p>All of it takes time in proportion to the text. There is no masking of streams: the runner publishes no stream, and
 * shows live output line by line, so a value of one line never meets a border and one of several is masked by its lines.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.sanitize;

import org.jspecify.annotations.NullMarked;
