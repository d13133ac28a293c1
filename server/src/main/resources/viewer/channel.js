// The WebSocket as noVNC wants it, but without our own text messages: those go to `onText`.
// Its properties are what noVNC looks for in a raw channel.
export class Channel {
  onopen = null;
  onmessage = null;
  onclose = null;
  onerror = null;
  onText = () => {};

  constructor(url, protocols) {
    this.socket = new WebSocket(url, protocols);
    this.socket.binaryType = 'arraybuffer';
    this.socket.onopen = (event) => this.onopen?.(event);
    this.socket.onclose = (event) => this.onclose?.(event);
    this.socket.onerror = (event) => this.onerror?.(event);
    this.socket.onmessage = (event) => {
      if (typeof event.data === 'string') {
        this.onText(JSON.parse(event.data));
      } else {
        this.onmessage?.(event);
      }
    };
  }

  get binaryType() { return this.socket.binaryType; }
  set binaryType(type) { this.socket.binaryType = type; }
  get protocol() { return this.socket.protocol; }
  get readyState() { return this.socket.readyState; }
  send(data) { this.socket.send(data); }
  close() { this.socket.close(); }
}
