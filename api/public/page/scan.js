/** Reading QR codes on this device: from the camera and from pictures. Nothing of a picture leaves the device here. */

const MAX_SIDE = 2048; // pixels: larger pictures are scaled down, a code of 11 versions stays readable
const MAX_PICTURE = 16 * 1024 * 1024; // bytes
const FRAME_SIDE = 1024; // pixels of the square that is cut from a camera's frame
const EFFORTS = [1, 0.5, 0.25]; // of a picture's size: a code can also be too large to be found

/** No text was read. `code`: bad_picture, too_large, no_code, camera_denied, camera_missing, camera_busy, camera_insecure. */
export class ScanError extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** The text of the QR code in a PNG or JPEG. Throws `ScanError`. */
export async function readPicture(file) {
  if (file.size > MAX_PICTURE) throw new ScanError("too_large");
  const picture = await createImageBitmap(file).catch(() => {
    throw new ScanError("bad_picture");
  });
  const read = await reader();
  const largest = Math.min(1, MAX_SIDE / Math.max(picture.width, picture.height));
  for (const effort of EFFORTS) {
    const scale = largest * effort;
    const text = await read(drawn(picture, 0, 0, picture.width, picture.height, picture.width * scale, picture.height * scale));
    if (text !== null) return text;
  }
  throw new ScanError("no_code");
}

/**
 * Watch the camera through `video` until a QR code is read. Stops the camera whatever happens.
 * @param {AbortSignal} signal ends the watch
 * @returns {Promise<string | null>} the text, or null if it was ended
 * @throws {ScanError}
 */
export async function readCamera(video, signal, onStart = () => {}) {
  if (!navigator.mediaDevices?.getUserMedia) throw new ScanError("camera_insecure");
  const [stream, read] = await Promise.all([camera(), reader()]);
  try {
    video.srcObject = stream;
    await video.play();
    onStart();
    while (!signal.aborted) {
      const text = video.videoWidth ? await read(frameOf(video)) : null;
      if (text !== null) return signal.aborted ? null : text;
      await nextFrame(video);
    }
    return null;
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}

async function camera() {
  try {
    return await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 1280 } },
    });
  } catch (error) {
    const codes = { NotAllowedError: "camera_denied", NotFoundError: "camera_missing", OverconstrainedError: "camera_missing" };
    throw new ScanError(codes[error.name] ?? "camera_busy");
  }
}

/** A new camera frame, or a screen frame where the browser tells no more. */
function nextFrame(video) {
  return new Promise((resolve) => {
    if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(resolve);
    else requestAnimationFrame(resolve);
  });
}

/** The middle square of the current frame: what the viewfinder shows. */
function frameOf(video) {
  const side = Math.min(video.videoWidth, video.videoHeight);
  const size = Math.min(side, FRAME_SIDE);
  return drawn(video, (video.videoWidth - side) / 2, (video.videoHeight - side) / 2, side, side, size, size);
}

function drawn(source, x, y, width, height, toWidth, toHeight) {
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(toWidth));
  canvas.height = Math.max(1, Math.round(toHeight));
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "#fff"; // a transparent PNG is a code on white paper
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, x, y, width, height, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** Canvas → text or null: the browser's own detector first where there is one, the library always. */
async function reader() {
  const [{ decodeQR }, detector] = await Promise.all([import("./vendor/qr-decode.js"), nativeDetector()]);
  return async (canvas) => {
    const [found] = detector ? await detector.detect(canvas).catch(() => []) : [];
    if (found?.rawValue) return found.rawValue;
    try {
      return decodeQR(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return null; // the library throws where it finds no code
    }
  };
}

async function nativeDetector() {
  const formats = (await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => [])) ?? [];
  return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
}
