// Plays a peer that keeps no rules: meets the only other one of the room over the relay, opens a channel,
// sends `frame` and tells how that ended.
(socketUrl, room, text) => new Promise((resolve, reject) => {
  const bytes = { garbage: 200, empty: 0, oversized: 40_000 };
  const frame = text === "text" ? "hello" : crypto.getRandomValues(new Uint8Array(bytes[text]));
  // The lowest key: where two call each other at once, its call goes on.
  const key = "0".repeat(32);
  const socket = new WebSocket(socketUrl);
  const say = (word) => socket.send(JSON.stringify(word));
  const connection = new RTCPeerConnection();
  const channel = connection.createDataChannel("tabchain");
  const early = [];
  let other = null;
  setTimeout(() => reject(new Error(`no end: ${connection.connectionState}, ${channel.readyState}`)), 50_000);

  const signal = (body) => say({ word: "signal", to: other, body });
  const add = (candidate) => connection.remoteDescription ? connection.addIceCandidate(candidate) : early.push(candidate);
  const call = async (peer) => {
    if (other) return;
    other = peer;
    await connection.setLocalDescription(await connection.createOffer());
    signal({ kind: "offer", sdp: connection.localDescription.sdp });
  };
  connection.onicecandidate = ({ candidate }) => {
    if (!candidate?.candidate || !other) return;
    const { sdpMid, sdpMLineIndex } = candidate;
    signal({ kind: "candidate", candidate: candidate.candidate, sdp_mid: sdpMid, sdp_m_line_index: sdpMLineIndex });
  };
  channel.onopen = () => channel.send(frame);
  channel.onclose = () => {
    connection.close();
    socket.close();
    resolve("closed");
  };
  socket.onopen = () => say({ word: "join", room, peer: key });
  socket.onerror = () => reject(new Error("no relay"));
  socket.onmessage = async ({ data }) => {
    const word = JSON.parse(data);
    if (word.word === "welcome" && word.peers.length) await call(word.peers[0]);
    if (word.word === "arrived") await call(word.peer);
    if (word.word === "refused") reject(new Error(data));
    if (word.word !== "signal" || word.from !== other) return;
    const { body } = word;
    if (body.kind === "answer") {
      await connection.setRemoteDescription({ type: "answer", sdp: body.sdp });
      for (const candidate of early.splice(0)) await connection.addIceCandidate(candidate);
    }
    if (body.kind === "candidate") {
      add({ candidate: body.candidate, sdpMid: body.sdp_mid, sdpMLineIndex: body.sdp_m_line_index });
    }
    if (body.kind === "decline") reject(new Error("declined"));
  };
})
