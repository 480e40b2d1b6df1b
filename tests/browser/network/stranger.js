// Acts as a peer that breaks the rules: finds the only other peer of the room through the relay,
// opens a channel, sends `frame`, and resolves when the other side has closed the channel.
(socketUrl, room, text) => new Promise((resolve, reject) => {
  const bytes = { garbage: 200, empty: 0, oversized: 40_000 };
  const frame = text === "text" ? "hello" : crypto.getRandomValues(new Uint8Array(bytes[text]));
  // The lowest key: if two peers call each other at the same time, the call from the lower key
  // continues.
  const key = "0".repeat(32);
  const socket = new WebSocket(socketUrl);
  const say = (word) => socket.send(JSON.stringify(word));
  const connection = new RTCPeerConnection();
  const channel = connection.createDataChannel("tabchain");
  const early = [];
  let other = null;
  setTimeout(() => reject(new Error(`no end: ${connection.connectionState}, ${channel.readyState}`)), 50_000);

  const signal = (body) => say({ signal: { to: other, body } });
  const add = (candidate) => connection.remoteDescription ? connection.addIceCandidate(candidate) : early.push(candidate);
  const call = async (peer) => {
    if (other) return;
    other = peer;
    await connection.setLocalDescription(await connection.createOffer());
    signal({ offer: { sdp: connection.localDescription.sdp } });
  };
  connection.onicecandidate = ({ candidate }) => {
    if (!candidate?.candidate || !other) return;
    const { sdpMid, sdpMLineIndex } = candidate;
    signal({ candidate: { candidate: candidate.candidate, sdp_mid: sdpMid, sdp_m_line_index: sdpMLineIndex } });
  };
  channel.onopen = () => channel.send(frame);
  channel.onclose = () => {
    connection.close();
    socket.close();
    resolve("closed");
  };
  socket.onopen = () => say({ join: { room, peer: key } });
  socket.onerror = () => reject(new Error("no relay"));
  socket.onmessage = async ({ data }) => {
    const word = JSON.parse(data);
    if (word.welcome?.peers.length) await call(word.welcome.peers[0].peer);
    if (word.arrived) await call(word.arrived.peer);
    if (word.refused) reject(new Error(data));
    if (word.signal?.from !== other) return;
    const { body } = word.signal;
    if (body.answer) {
      await connection.setRemoteDescription({ type: "answer", sdp: body.answer.sdp });
      for (const candidate of early.splice(0)) await connection.addIceCandidate(candidate);
    }
    if (body.candidate) {
      const { candidate, sdp_mid, sdp_m_line_index } = body.candidate;
      add({ candidate, sdpMid: sdp_mid, sdpMLineIndex: sdp_m_line_index });
    }
    if (body === "decline") reject(new Error("declined"));
  };
})
