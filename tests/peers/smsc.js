// An operator's SMSC on SMPP 3.4, remote-controlled over HTTP: node smsc.js <SMPP port> <HTTP port>
//   POST /mo           {from, to, parts: [text], coding: 0 | 1 | 8}: a citizen writes, 503 if nobody is bound
//   GET  /mt           what was submitted: [{id, to, coding, udh, text}]
//   POST /mode/<word>  answer: ok, throttle, reject; receipts: DELIVRD, UNDELIV, silent; line: up, down
const smpp = require('smpp'), http = require('http');
const [line, control] = process.argv.slice(2).map(Number);
const bound = new Set(), open = new Set(), submitted = [];
let answer = 'ok', state = 'DELIVRD', group = 0;
const STATES = {DELIVRD: 2, UNDELIV: 5};
const REFUSALS = {throttle: smpp.ESME_RTHROTTLED, reject: smpp.ESME_RSUBMITFAIL};

function accept(session) {
  open.add(session);
  session.on('error', () => {});
  session.on('close', () => { bound.delete(session); open.delete(session); });
  session.on('enquire_link', pdu => session.send(pdu.response()));
  session.on('unbind', pdu => { session.send(pdu.response()); session.close(); });
  for (const bind of ['bind_transceiver', 'bind_receiver', 'bind_transmitter']) session.on(bind, pdu => {
    if (pdu.password !== 'pw') return session.send(pdu.response({command_status: smpp.ESME_RBINDFAIL}));
    session.send(pdu.response({system_id: 'TESTSMSC'}));
    bound.add(session);
  });
  session.on('submit_sm', pdu => submit(session, pdu));
}

function submit(session, pdu) {
  const {udh = [], message} = pdu.short_message;
  const refused = REFUSALS[answer];
  submitted.push({id: `M${submitted.length}`, to: pdu.destination_addr, coding: pdu.data_coding, refused: !!refused,
    udh: Buffer.concat(udh).toString('hex'), text: message});
  if (refused) return session.send(pdu.response({command_status: refused}));
  const id = submitted.at(-1).id;
  session.send(pdu.response({message_id: id}));
  if (pdu.registered_delivery && STATES[state]) setTimeout(receipt, 100, session, pdu, id, state);
}

function receipt(session, pdu, id, stat) {
  const good = stat === 'DELIVRD', date = '2611220400';
  session.deliver_sm({esm_class: 4, source_addr: pdu.destination_addr, destination_addr: pdu.source_addr,
    receipted_message_id: id, message_state: STATES[stat], data_coding: 0,
    short_message: `id:${id} sub:001 dlvrd:00${good ? 1 : 0} submit date:${date} done date:${date} stat:${stat} err:${good ? '000' : '034'} text:`});
}

// The label is ours alone: bytes go out as `coding` says, with 1 for septets that are called ASCII
function write({from, to, parts, coding}, done) {
  const session = [...bound][0], many = parts.length > 1, encoding = coding === 8 ? 'UCS2' : 'ASCII';
  let left = parts.length;
  group = (group + 1) % 256;
  parts.forEach((text, part) => {
    const message = smpp.encodings[encoding].encode(text), udh = Buffer.from([5, 0, 3, group, parts.length, part + 1]);
    session.deliver_sm({source_addr: from, source_addr_ton: 1, source_addr_npi: 1, destination_addr: to, data_coding: coding,
      esm_class: many ? 0x40 : 0, short_message: many ? {udh, message} : message}, () => --left || done());
  });
}

const server = smpp.createServer({}, accept);
const modes = {
  up: () => server.listen(line, '127.0.0.1'),
  down: () => { server.close(); for (const session of open) session.destroy(); },
};
function set(word) {
  if (modes[word]) modes[word]();
  else if (word === 'ok' || REFUSALS[word]) answer = word;
  else state = word;
}

http.createServer((request, response) => {
  let body = '';
  request.on('data', data => { body += data; });
  request.on('end', () => {
    if (request.url === '/mt') return response.end(JSON.stringify(submitted));
    if (request.url.startsWith('/mode/')) { set(request.url.slice(6)); return response.end(); }
    if (!bound.size) { response.statusCode = 503; return response.end(); }
    write(JSON.parse(body), () => response.end());
  });
}).listen(control, '127.0.0.1', modes.up);
