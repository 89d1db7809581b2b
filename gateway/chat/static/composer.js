// The composer under a thread: words, photo; grows with the text, Enter sends.
const MOST = 180 * 1024; // bytes of a photo: the gateway takes little more

/** Return a photo as a small JPEG in a data: address. */
async function shrink(file) {
  let picture;
  try { picture = await createImageBitmap(file, { imageOrientation: "from-image" }); } catch {
    picture = await createImageBitmap(file); // browsers from before 2023 do not know the word
  }
  const canvas = document.createElement("canvas");
  for (const side of [1280, 960, 640, 400]) {
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff"; // what is transparent would turn black in a JPEG
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    for (const quality of [.82, .6, .4]) {
      const url = canvas.toDataURL("image/jpeg", quality);
      if (url.length * .75 <= MOST) return url;
    }
  }
  throw new Error("too large");
}

/** Wire the composer of this page; `send(body)` sends, `typed(text)` hears every change. */
export function composer({ send, words, typed = () => {} }) {
  const form = document.getElementById("composer"), box = document.getElementById("words");
  const trouble = document.getElementById("trouble"), photo = document.getElementById("photo");

  function changed() {
    box.style.blockSize = "auto";
    box.style.blockSize = `${Math.min(box.scrollHeight + 2, 160)}px`;
    typed(box.value);
  }
  async function say(body) {
    trouble.textContent = "";
    try { await send(body); return true; } catch (error) {
      trouble.textContent = error instanceof RangeError ? words.refused : words["not-sent"];
      return false;
    }
  }
  box.addEventListener("input", changed);
  box.addEventListener("keydown", event => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
  });
  form.addEventListener("submit", async event => {
    event.preventDefault();
    const text = box.value.trim();
    if (!text) return box.focus();
    box.value = "";
    changed();
    if (!(await say({ text })) && !box.value) { box.value = text; changed(); }
    box.focus();
  });
  photo.addEventListener("change", async () => {
    const [file] = photo.files;
    if (!file) return;
    let url;
    try { url = await shrink(file); } catch { trouble.textContent = words["bad-photo"]; return; } finally { photo.value = ""; }
    await say({ photo: url });
  });
  for (const example of document.querySelectorAll(".example")) {
    example.addEventListener("click", () => { box.value = example.textContent; changed(); box.focus(); });
  }
  return { say, tell(words) { trouble.textContent = words; } };
}
