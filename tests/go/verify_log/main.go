// Command verify_log checks a copy of the journal with the Go project's own
// transparency log packages, which share no code with the application.
//
//	verify_log FOLDER-OR-URL VKEYFILE
//
// VKEYFILE holds two lines: the key for checkpoints, the key for entries. The
// program checks the signed checkpoint, every tile against it, that every entry
// is the one the tree was built over and is signed by the entry key, that every
// entry is included, and that smaller trees are its beginnings. It prints
// "OK size=N", or says what is wrong and ends with status 1.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	height  = 8
	width   = 1 << height
	largest = 32 << 20 // bytes of one file
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: verify_log FOLDER-OR-URL VKEYFILE")
		os.Exit(2)
	}
	size, err := verify(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Fprintln(os.Stderr, "FAILED:", err)
		os.Exit(1)
	}
	fmt.Printf("OK size=%d\n", size)
}

func verify(base, vkeyFile string) (int64, error) {
	checkpointKey, entryKey, err := readKeys(vkeyFile)
	if err != nil {
		return 0, err
	}
	log := &source{base: strings.TrimSuffix(base, "/"), cache: map[string][]byte{}}
	tree, err := readTree(log, checkpointKey)
	if err != nil {
		return 0, fmt.Errorf("checkpoint: %v", err)
	}
	if tree.N == 0 {
		return 0, nil
	}
	tiles := tlog.TileHashReader(tree, log)
	if err := checkEveryTile(tree, tiles); err != nil {
		return 0, err
	}
	leaves, err := readEntries(log, tree.N, entryKey)
	if err != nil {
		return 0, err
	}
	rebuilt, err := rebuild(leaves)
	if err != nil {
		return 0, err
	}
	if err := checkEntries(tree, tiles, rebuilt, leaves); err != nil {
		return 0, err
	}
	return tree.N, checkBeginnings(tree, tiles, rebuilt)
}

// readKeys reads the two public keys and insists on the names of their purposes.
func readKeys(file string) (checkpoint, entry note.Verifier, err error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, nil, err
	}
	lines := strings.Split(string(data), "\n")
	if len(lines) != 3 || lines[2] != "" {
		return nil, nil, fmt.Errorf("%s: want two lines", file)
	}
	if checkpoint, err = note.NewVerifier(lines[0]); err != nil {
		return nil, nil, err
	}
	if entry, err = note.NewVerifier(lines[1]); err != nil {
		return nil, nil, err
	}
	if entry.Name() != checkpoint.Name()+"/entry" {
		return nil, nil, fmt.Errorf("%s: the second key is not the entry key of the first", file)
	}
	return checkpoint, entry, nil
}

// readTree opens the checkpoint. tlog.ParseTree is for the Go checksum database
// only (its first line differs), so the three lines are read here.
func readTree(log *source, key note.Verifier) (tlog.Tree, error) {
	data, err := log.get("checkpoint")
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open(data, note.VerifierList(key))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[3] != "" || lines[0] != key.Name() {
		return tlog.Tree{}, fmt.Errorf("want origin, size, root: %q", opened.Text)
	}
	var size int64
	if _, err := fmt.Sscanf(lines[1], "%d", &size); err != nil || fmt.Sprint(size) != lines[1] || size < 0 {
		return tlog.Tree{}, fmt.Errorf("size %q", lines[1])
	}
	root, err := tlog.ParseHash(lines[2])
	return tlog.Tree{N: size, Hash: root}, err
}

// checkEveryTile makes the reader load, and so authenticate, each tile of the tree.
func checkEveryTile(tree tlog.Tree, tiles tlog.HashReader) error {
	for level := 0; tree.N>>(height*level) > 0; level++ {
		for first := int64(0); first < tree.N>>(height*level); first += width {
			if _, err := tiles.ReadHashes([]int64{tlog.StoredHashIndex(height*level, first)}); err != nil {
				return fmt.Errorf("tile level %d, number %d: %v", level, first/width, err)
			}
		}
	}
	return nil
}

// readEntries opens every entry and returns their leaf hashes.
func readEntries(log *source, size int64, key note.Verifier) ([]tlog.Hash, error) {
	var leaves []tlog.Hash
	for int64(len(leaves)) < size {
		n := int64(len(leaves)) / width
		w := int(min(size-n*width, width))
		name := strings.Replace(path(tlog.Tile{H: height, L: 0, N: n, W: w}), "tile/0/", "tile/entries/", 1)
		data, err := log.get(name)
		if err != nil {
			return nil, err
		}
		for i := 0; i < w; i++ {
			entry, rest, err := nextEntry(data)
			if err == nil {
				err = checkEntry(entry, key)
			}
			if err != nil {
				return nil, fmt.Errorf("%s entry %d: %v", name, len(leaves), err)
			}
			leaves, data = append(leaves, tlog.RecordHash(entry)), rest
		}
		if len(data) != 0 {
			return nil, fmt.Errorf("%s: %d bytes too many", name, len(data))
		}
	}
	return leaves, nil
}

func nextEntry(data []byte) (entry, rest []byte, err error) {
	if len(data) < 2 || len(data)-2 < int(data[0])<<8|int(data[1]) {
		return nil, nil, fmt.Errorf("cut off")
	}
	end := 2 + (int(data[0])<<8 | int(data[1]))
	return data[2:end], data[end:], nil
}

// checkEntry wants a note of the entry key around one line of JSON in Go's own
// compact form (key order and number spelling are left to the Python verifier).
func checkEntry(entry []byte, key note.Verifier) error {
	opened, err := note.Open(entry, note.VerifierList(key))
	if err != nil {
		return err
	}
	line := strings.TrimSuffix(opened.Text, "\n")
	var compact bytes.Buffer
	if err := json.Compact(&compact, []byte(line)); err != nil {
		return err
	}
	if compact.String() != line || strings.Contains(line, "\n") {
		return fmt.Errorf("not one compact line")
	}
	return nil
}

// rebuild computes the whole tree from the entries alone, without any tile.
func rebuild(leaves []tlog.Hash) (tlog.HashReader, error) {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			found[i] = stored[index]
		}
		return found, nil
	})
	for i, leaf := range leaves {
		more, err := tlog.StoredHashesForRecordHash(int64(i), leaf, reader)
		if err != nil {
			return nil, err
		}
		stored = append(stored, more...)
	}
	return reader, nil
}

// checkEntries compares the rebuilt root with the signed one, and proves each
// entry's inclusion from the tiles.
func checkEntries(tree tlog.Tree, tiles, rebuilt tlog.HashReader, leaves []tlog.Hash) error {
	root, err := tlog.TreeHash(tree.N, rebuilt)
	if err != nil {
		return err
	}
	if root != tree.Hash {
		return fmt.Errorf("the entries give root %v, signed is %v", root, tree.Hash)
	}
	for i, leaf := range leaves {
		proof, err := tlog.ProveRecord(tree.N, int64(i), tiles)
		if err != nil {
			return fmt.Errorf("entry %d: %v", i, err)
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, int64(i), leaf); err != nil {
			return fmt.Errorf("entry %d: %v", i, err)
		}
	}
	return nil
}

// checkBeginnings proves that trees of smaller sizes are beginnings of this one:
// all sizes of a small log, and about two hundred of a large one.
func checkBeginnings(tree tlog.Tree, tiles, rebuilt tlog.HashReader) error {
	step := tree.N/200 + 1
	for n := int64(1); n <= tree.N; n += step {
		old, err := tlog.TreeHash(n, rebuilt)
		if err != nil {
			return err
		}
		proof, err := tlog.ProveTree(tree.N, n, tiles)
		if err != nil {
			return fmt.Errorf("size %d: %v", n, err)
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, n, old); err != nil {
			return fmt.Errorf("size %d: %v", n, err)
		}
	}
	return nil
}

// source reads the files of a log from a folder or over HTTP. It is the
// tlog.TileReader: nothing it returns is believed before tlog has checked it.
type source struct {
	base  string
	cache map[string][]byte
}

func (s *source) Height() int { return height }

func (s *source) SaveTiles([]tlog.Tile, [][]byte) {}

func (s *source) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	found := make([][]byte, len(tiles))
	for i, tile := range tiles {
		data, err := s.get(path(tile))
		if err != nil {
			return nil, err
		}
		if len(data) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s: %d bytes", path(tile), len(data))
		}
		found[i] = data
	}
	return found, nil
}

// path is the C2SP address of a tile: golang.org/x/mod puts the height before the level.
func path(tile tlog.Tile) string {
	return "tile/" + strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", height))
}

func (s *source) get(name string) ([]byte, error) {
	if data, ok := s.cache[name]; ok {
		return data, nil
	}
	data, err := s.fetch(name)
	if err == nil {
		s.cache[name] = data
	}
	return data, err
}

func (s *source) fetch(name string) ([]byte, error) {
	if !strings.HasPrefix(s.base, "http://") && !strings.HasPrefix(s.base, "https://") {
		return os.ReadFile(filepath.Join(s.base, filepath.FromSlash(name)))
	}
	answer, err := http.Get(s.base + "/" + name)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", name, answer.Status)
	}
	return io.ReadAll(io.LimitReader(answer.Body, largest))
}

func min(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}
