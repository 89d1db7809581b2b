// What the gateway made of a message: understood, did, sent; and the conversation as a test.
import { make } from "./thread.js";

const at = id => document.getElementById(id);

/** Return a YAML scalar: JSON strings are YAML too. */
const scalar = text => JSON.stringify(text);

/** Return the conversation as one row of the dialogue tests. */
export function dialogue(lines, said) {
  const turns = lines.filter(line => line.direction === "in").map(line => {
    const bot = lines.filter(other => other.answers === line.id).map(other => other.text).join("\n");
    const extra = [
      line.location && `location: [${line.location.lat}, ${line.location.lon}]`,
      line.attachments && "photo: true",
    ].filter(Boolean).map(each => `${each}, `).join("");
    return `    - {citizen: ${scalar(line.text || line.button ? said(line) : "")}, ${extra}bot: ${scalar(bot)}}`;
  });
  const first = lines.find(line => line.direction === "in");
  const name = (first ? said(first) : "").split(/\s+/).slice(0, 5).join(" ").replace(/[^\p{L}\p{N} ]/gu, "");
  // A name that YAML could read as something else (a number, `yes`) is quoted.
  return `- name: ${/^\p{L}+ [\p{L}\p{N} ]+$/u.test(name) ? name : scalar(name)}\n  turns:\n${turns.join("\n")}\n`;
}

/** Return the inspector of one conversation, whose messages `lines` holds by id. */
export function inspector({ words, channel, lines, view }) {
  let picked = null, state = null, chosen = false;
  const ordered = () => [...lines.values()].sort((a, b) => a.id - b.id);
  const percent = sure => `${Math.round(sure * 100)} %`;
  const row = (name, ...value) => [make("dt", {}, name), make("dd", {}, ...value.filter(Boolean))];
  const sure = (what, confidence) => what
    ? [make("code", {}, what), " ", make("meter", { value: confidence, "aria-label": percent(confidence) }), ` ${percent(confidence)}`]
    : [words.none];
  const time = moment => new Date(moment * 1000).toISOString().slice(11, 23);

  function place(found) {
    if (!found) return words.none;
    const name = [found.text, found.kelurahan, found.kecamatan].filter(Boolean).join(", ");
    return `${name}${found.precision ? ` (${found.precision})` : ""}`;
  }

  function understood(line) {
    const { heard } = line, text = row(words.text, view.said(line) || `[${words.photo}]`,
      line.button ? make("code", { class: "dim" }, ` ${line.button}`) : null);
    if (!heard) return [...text, ...row("", line.status === "received" ? words.waiting : words.none)];
    return [
      ...text,
      ...row(words.intent, ...sure(heard.intent, heard.confidence)),
      ...row(words.category, ...sure(heard.category, heard.category_confidence)),
      ...row(words.place, place(heard.place)),
      ...row(words.language, heard.language),
      ...row(words.emergency, heard.emergency
        ? make("strong", { class: "tag bad" }, words.yes) : words.no),
      ...row(words.by, words[`by-${heard.by}`] ?? heard.by),
    ];
  }

  function did(line, replies) {
    const end = line.done_at ?? replies[0]?.at;
    const took = end ? `${Math.max(0, Math.round((end - line.at) * 1000))} ms` : words.waiting;
    const rows = [
      ...row(words.received, make("code", {}, `${time(line.at)} UTC`)),
      ...row(words.replied, replies.length || !end
        ? make("strong", {}, end ? `${words["answered"]} ${took}` : took)
        : words.silent),
    ];
    if (!state) return rows;
    return [
      ...rows,
      ...row(words.owner, make("span", { class: `tag ${state.owner === "bot" ? "good" : "warn"}` }, words[`owner-${state.owner}`])),
      ...row(words.flow, [state.flow, state.awaiting].filter(Boolean).join(" → ") || words.none),
      ...row(words.ticket, state.ticket || words.none),
    ];
  }

  function sent(reply) {
    const value = { text: reply.text };
    if (reply.choices.length) value.choices = reply.choices.map(each => [each.button, each.label]);
    if (reply.location_label) value.location = reply.location_label;
    const fee = `${reply.sms.segments} SMS · ${reply.sms.alphabet}`;
    return make("div", { class: "reply" },
      channel === "sms" ? make("span", { class: "tag warn" }, fee) : null,
      make("pre", { tabindex: "0", "aria-label": words.text }, JSON.stringify(value, null, 1)));
  }

  function draw() {
    const line = lines.get(picked);
    at("pick").hidden = Boolean(line);
    at("facts").hidden = !line;
    at("as-test").disabled = !lines.size;
    if (!line) return;
    const replies = ordered().filter(other => other.answers === picked);
    at("understood").replaceChildren(...understood(line));
    at("did").replaceChildren(...did(line, replies));
    at("sent").replaceChildren(...(replies.length ? replies.map(sent) : [make("p", { class: "dim" }, words.none)]));
    view.mark(picked);
  }

  at("test-card").hidden = true;
  draw();
  return {
    pick(id) { picked = id; chosen = id !== ordered().findLast(line => line.direction === "in")?.id; draw(); },
    /** New messages came: look at the citizen's newest, unless another one was chosen. */
    changed(came, now) {
      state = now ?? state;
      const newest = ordered().findLast(line => line.direction === "in");
      if (came.some(line => line.direction === "in" && line.id > (picked ?? 0) && !line.heard)) chosen = false;
      if (!chosen && newest) picked = newest.id;
      draw();
    },
    async copy() {
      const text = dialogue(ordered(), view.said), box = at("test-row");
      at("test-card").hidden = false;
      box.value = text;
      box.select();
      try {
        await navigator.clipboard.writeText(text);
        at("copied").textContent = words.copied;
      } catch { at("copied").textContent = words["copy-by-hand"]; }
    },
  };
}
