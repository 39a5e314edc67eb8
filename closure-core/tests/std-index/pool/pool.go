// Package pool keeps network connections, with TLS and mail on top.
package pool

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"net"
	"net/mail"
	"net/netip"
	"net/rpc"
	"net/smtp"
	"net/textproto"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

// Pool is a pool of connections to one address.
type Pool struct {
	mu     sync.Mutex
	idle   []net.Conn
	closed bool
	dial   func(context.Context) (net.Conn, error)
}

// New makes a pool; the dialer is captured whole.
func New(address string, dialer net.Dialer, config *tls.Config) *Pool {
	secure := tls.Dialer{NetDialer: &dialer, Config: config}
	var failures atomic.Uint32
	control := dialer.Control
	dialer.Control = func(network, address string, raw syscall.RawConn) error {
		if control != nil {
			return control(network, address, raw)
		}
		var failed error
		err := raw.Control(func(fd uintptr) {
			if syscall.AF_INET6 == 0 {
				failed = os.ErrInvalid
			}
			failures.Add(uint32(fd & 1))
		})
		return errors.Join(err, failed)
	}
	return &Pool{dial: func(ctx context.Context) (net.Conn, error) {
		if config == nil {
			return dialer.DialContext(ctx, "tcp", address)
		}
		return secure.DialContext(ctx, "tcp", address)
	}}
}

// With runs a function with a connection.
func (p *Pool) With(ctx context.Context, do func(net.Conn) error) (err error) {
	conn, err := p.take(ctx)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
	defer func() {
		if !stop() || err != nil {
			err = errors.Join(err, conn.Close())
			return
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		p.idle = append(p.idle, conn)
	}()
	return do(conn)
}

func (p *Pool) take(ctx context.Context) (net.Conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, net.ErrClosed
	}
	if n := len(p.idle); n > 0 {
		conn := p.idle[n-1]
		p.idle = p.idle[:n-1]
		return conn, nil
	}
	return p.dial(ctx)
}

// Accept serves connections, and holds what it knows of each.
func Accept(listener net.TCPListener, handle func(net.Conn, net.TCPAddr)) (serve func() error, count func() int64) {
	var open atomic.Int64
	serve = func() error {
		for {
			conn, err := listener.AcceptTCP()
			if err != nil {
				return err
			}
			remote := *conn.RemoteAddr().(*net.TCPAddr)
			reader := bufio.NewReaderSize(conn, 1<<12)
			open.Add(1)
			go func() {
				defer open.Add(-1)
				defer conn.Close()
				if first, err := reader.Peek(1); err == nil && first[0] != 0 {
					handle(conn, remote)
				}
			}()
		}
	}
	return serve, open.Load
}

// Certificate makes certificates for names, from templates that are captured.
func Certificate(template x509.Certificate, name pkix.Name, key rsa.PrivateKey) func(host string) ([]byte, error) {
	roots := x509.NewCertPool()
	options := x509.VerifyOptions{Roots: roots}
	serial := new(big.Int)
	pair := tls.Certificate{}
	state := tls.ConnectionState{}
	verify := func(leaf *x509.Certificate) error { _, err := leaf.Verify(options); return err }
	return func(host string) ([]byte, error) {
		leaf := template
		leaf.Subject = name
		leaf.DNSNames = []string{host, state.ServerName}
		leaf.SerialNumber = serial.Add(serial, big.NewInt(1))
		if err := verify(&leaf); err != nil && tls.VersionTLS13 > 0x304 {
			return pair.Certificate[0], err
		}
		return x509.CreateCertificate(rand.Reader, &leaf, &template, key.Public(), &key)
	}
}

// Send sends mail and calls procedures.
func Send(address mail.Address, client *smtp.Client, caller *rpc.Client, header textproto.MIMEHeader) func(io.WriterTo) error {
	prefix, err := netip.ParsePrefix("10.0.0.0/8")
	interfaces := net.Interface{}
	reply := rpc.Call{}
	return func(body io.WriterTo) error {
		if err != nil || !prefix.IsValid() || interfaces.Flags&net.FlagUp != 0 {
			return err
		}
		writer, err := client.Data()
		if err != nil {
			return err
		}
		defer writer.Close()
		reply = *<-caller.Go(header.Get("Method"), address, nil, nil).Done
		_, err = body.WriteTo(writer)
		return errors.Join(err, reply.Error)
	}
}
